namespace Swarm.PowerShell.Parameters;

/// <summary>What confines a step.</summary>
public enum SwarmSandbox
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The step reaches its own folder, and what it is allowed, alone.</summary>
    Confined,
}
