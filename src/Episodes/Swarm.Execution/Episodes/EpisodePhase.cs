namespace Swarm.Execution.Episodes;

/// <summary>What an episode is doing.</summary>
public enum EpisodePhase
{
    /// <summary>It restores or copies what the step starts from.</summary>
    Restoring,

    /// <summary>The step runs.</summary>
    Running,

    /// <summary>It reads what the step left.</summary>
    Snapshotting,

    /// <summary>It certifies and commits.</summary>
    Committing,
}
