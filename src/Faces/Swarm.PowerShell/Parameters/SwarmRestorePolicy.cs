namespace Swarm.PowerShell.Parameters;

/// <summary>What happens where a node cannot be restored.</summary>
public enum SwarmRestorePolicy
{
    /// <summary>The run ends.</summary>
    FailClosed,

    /// <summary>The run starts with nothing, and says so.</summary>
    AllowColdStart,
}
