namespace Swarm.Storage.Locks;

/// <summary>How long to wait for another process.</summary>
/// <param name="Most">The longest.</param>
/// <param name="Haste">
/// Cancelled by who wants an end: from then on a wait lasts half a second at most, and then throws <see cref="OperationCanceledException"/>. That
/// time is for what has to be recorded about the end, while others record theirs.
/// </param>
public readonly record struct LockPatience(TimeSpan Most, CancellationToken Haste = default)
{
    /// <summary>The longest wait of one who was cancelled.</summary>
    internal static TimeSpan InHaste { get; } = TimeSpan.FromMilliseconds(500);
}
