namespace Swarm.PowerShell.Parameters;

/// <summary>What a workspace is written as.</summary>
public enum SwarmWorkspaceFormat
{
    /// <summary>A folder with all files.</summary>
    Folder,

    /// <summary>A patch of git with what changed.</summary>
    Patch,
}
