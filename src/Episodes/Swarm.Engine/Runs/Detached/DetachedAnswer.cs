namespace Swarm.Engine.Runs.Detached;

/// <summary>What the process of a detached run says: that the run has begun, or why it did not.</summary>
internal sealed record DetachedAnswer
{
    /// <summary>The run's id; null where it did not begin.</summary>
    public string? RunId { get; init; }

    /// <summary>The code of what went wrong; null where it began.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Message { get; init; }
}
