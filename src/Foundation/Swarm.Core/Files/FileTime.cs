namespace Swarm.Core.Files;

/// <summary>A time of a file, with the range and precision that file systems have: 64-bit nanoseconds alone end in 2262.</summary>
/// <param name="Seconds">Seconds since 1970, negative before.</param>
/// <param name="Nanoseconds">The nanoseconds after that second, from 0 to 999,999,999.</param>
public readonly record struct FileTime(long Seconds, int Nanoseconds)
{
    /// <summary>The nanoseconds of a second.</summary>
    public const int PerSecond = 1_000_000_000;

    /// <summary>The nanoseconds since 1970, as 64 bits hold them.</summary>
    public long TotalNanoseconds => unchecked((Seconds * PerSecond) + Nanoseconds);

    /// <summary>Converts nanoseconds since 1970.</summary>
    /// <param name="nanoseconds">The time, negative before 1970.</param>
    public static FileTime FromNanoseconds(long nanoseconds)
    {
        var seconds = Math.DivRem(nanoseconds, PerSecond, out var rest);
        return rest < 0 ? new FileTime(seconds - 1, (int)(rest + PerSecond)) : new FileTime(seconds, (int)rest);
    }

    /// <summary>Converts a time of the runtime.</summary>
    /// <param name="time">The time, in UTC.</param>
    public static FileTime FromDateTime(DateTime time)
    {
        var seconds = Math.DivRem((time - DateTime.UnixEpoch).Ticks, TimeSpan.TicksPerSecond, out var rest);
        return rest < 0 ? new FileTime(seconds - 1, (int)((rest + TimeSpan.TicksPerSecond) * 100)) : new FileTime(seconds, (int)(rest * 100));
    }

    /// <summary>The nearest time that the runtime can express, in UTC.</summary>
    public DateTime ToDateTime()
    {
        var seconds = Math.Clamp(Seconds, (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond, (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond);
        return DateTime.UnixEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + (seconds == Seconds ? Nanoseconds / 100 : 0));
    }
}
