namespace Swarm.Core.Files;

/// <summary>A moment as file systems keep it.</summary>
/// <param name="Seconds">Seconds since 1970.</param>
/// <param name="Nanoseconds">Nanoseconds of the next second, 0 to 999,999,999.</param>
public readonly record struct UnixTime(long Seconds, uint Nanoseconds)
{
    /// <summary>The nanoseconds since 1970, as 64 bits hold them.</summary>
    public long TotalNanoseconds => unchecked((Seconds * 1_000_000_000) + Nanoseconds);
}
