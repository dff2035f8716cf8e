namespace Swarm.PowerShell.Parameters;

/// <summary>How a tree is drawn.</summary>
public enum SwarmTreeFormat
{
    /// <summary>Lines of text.</summary>
    Text,

    /// <summary>A Mermaid diagram.</summary>
    Mermaid,
}
