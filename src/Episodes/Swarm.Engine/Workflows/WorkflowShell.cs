namespace Swarm.Engine.Workflows;

/// <summary>The shell in which a user enters what is left to do.</summary>
public enum WorkflowShell
{
    /// <summary>A Unix shell.</summary>
    Posix,

    /// <summary>PowerShell, which has no redirection of input.</summary>
    PowerShell,
}
