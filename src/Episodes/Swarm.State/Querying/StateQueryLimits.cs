namespace Swarm.State.Querying;

/// <summary>How much one query may take.</summary>
public sealed record StateQueryLimits
{
    /// <summary>How long it may run, the reader's own pauses included; without end where null.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The most rows that it may give; any number where null.</summary>
    public long? MaximumRows { get; init; }

    /// <summary>The most bytes of one value or one row. 256 MiB, unless said otherwise.</summary>
    public int MaximumValueBytes { get; init; } = 256 << 20;
}
