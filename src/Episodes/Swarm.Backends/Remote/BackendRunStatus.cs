namespace Swarm.Backends.Remote;

/// <summary>How far a run at a service is.</summary>
public enum BackendRunStatus
{
    /// <summary>It waits: for a runner, an approval, or its turn.</summary>
    Queued,

    /// <summary>It runs.</summary>
    InProgress,

    /// <summary>It has ended, well or not.</summary>
    Completed,
}
