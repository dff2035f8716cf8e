namespace Swarm.State.Checking;

/// <summary>How patiently a database is opened, and how large it may be.</summary>
public sealed record StateCheckOptions
{
    /// <summary>How long to wait for another process that holds the database. Five seconds, unless said otherwise.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most bytes that the file, and each companion, may have. 16 GiB, unless said otherwise.</summary>
    public long MaximumBytes { get; init; } = 16L << 30;
}
