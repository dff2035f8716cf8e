namespace Swarm.PowerShell.Parameters;

/// <summary>Which way a step's traffic takes.</summary>
public enum SwarmRouteMode
{
    /// <summary>No traffic at all.</summary>
    None,

    /// <summary>The machine's own network.</summary>
    Direct,

    /// <summary>Only through the operator's own machine.</summary>
    ClientExit,
}
