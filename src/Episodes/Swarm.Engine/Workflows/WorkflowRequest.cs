namespace Swarm.Engine.Workflows;

/// <summary>Where a workflow is to be written. Files and folders are relative to the current folder.</summary>
public sealed record WorkflowRequest
{
    /// <summary>Whose runners execute it.</summary>
    public required WorkflowHost Host { get; init; }

    /// <summary>The repository's folder; null for the current folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether a workflow of other content is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether the runner gets a new sealing key although there is one.</summary>
    public bool NewKey { get; init; }

    /// <summary>The new file for the sealing key; null for one in Swarm's home folder.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The shell of the commands that are left to enter.</summary>
    public WorkflowShell Shell { get; init; }
}
