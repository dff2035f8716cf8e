namespace Swarm.Backends.Remote;

/// <summary>A run at a service, as it was when it was looked at.</summary>
/// <param name="Reference">What identifies it.</param>
/// <param name="Status">Whether it has begun and ended.</param>
/// <param name="ServiceStatus">The service's own word for that: <c>waiting</c>, <c>pending</c>, <c>manual</c> and others.</param>
/// <param name="Conclusion">How it ended: <c>success</c>, <c>failure</c>, <c>cancelled</c>, <c>timed_out</c>, <c>skipped</c> and others; null before.</param>
/// <param name="Attempt">1, and one more each time that it was run again; null where the service was not asked for that.</param>
public sealed record BackendRun(BackendReference Reference, BackendRunStatus Status, string ServiceStatus, string? Conclusion, int? Attempt)
{
    /// <summary>Its page, for people.</summary>
    public string? WebAddress => Reference.WebAddress;

    /// <summary>Whether it has ended, well or not.</summary>
    public bool IsCompleted => Status == BackendRunStatus.Completed;
}
