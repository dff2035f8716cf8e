namespace Swarm.Core.Contracts;

/// <summary>How the state was restored.</summary>
public sealed record CertificateRestore : ExtensibleContract
{
    /// <summary>A restore that gave back the whole snapshot, or a launch's own input.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>A start with nothing, because the snapshot could not be restored and that was allowed.</summary>
    public const string ColdStart = "cold_start";

    /// <summary><see cref="Checkpoint"/> or <see cref="ColdStart"/>.</summary>
    public required string Mode { get; init; }

    /// <summary>Why it was a cold start; null otherwise.</summary>
    public required string? Reason { get; init; }
}
