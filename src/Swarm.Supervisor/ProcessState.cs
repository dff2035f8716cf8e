namespace Swarm.Supervisor;

/// <summary>What matters of a process's state.</summary>
internal enum ProcessState
{
    /// <summary>It can run, and so can start others.</summary>
    Live,

    /// <summary>It is stopped.</summary>
    Stopped,

    /// <summary>It has ended and waits to be reaped.</summary>
    Ended,
}
