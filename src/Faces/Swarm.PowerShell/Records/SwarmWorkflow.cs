using Swarm.Engine.Workflows;

namespace Swarm.PowerShell.Records;

/// <summary>A workflow that executes runs elsewhere, and what is left to do before it can.</summary>
public sealed record SwarmWorkflow
{
    /// <summary>The workflow's file.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary>Whether the file was just written.</summary>
    public bool IsNew { get; internal init; }

    /// <summary>The age recipient of the runner, to which runs are sealed. It is kept as the setting runner_recipient.</summary>
    public string Recipient { get; internal init; } = string.Empty;

    /// <summary>The secret that has to hold the runner's key.</summary>
    public string SecretName { get; internal init; } = string.Empty;

    /// <summary>The environment whose secret it is.</summary>
    public string EnvironmentName { get; internal init; } = string.Empty;

    /// <summary>The file with the runner's key, which only its owner can read; null where the key is elsewhere.</summary>
    public string? KeyFile { get; internal init; }

    /// <summary>Whether the key was just made.</summary>
    public bool HasNewKey { get; internal init; }

    /// <summary>What to enter next in the repository, one command each.</summary>
    public IReadOnlyList<string> Commands { get; internal init; } = [];

    internal static SwarmWorkflow From(WorkflowInfo workflow) => new()
    {
        Path = workflow.Path,
        IsNew = workflow.IsNew,
        Recipient = workflow.Recipient,
        SecretName = workflow.SecretName,
        EnvironmentName = workflow.EnvironmentName,
        KeyFile = workflow.KeyFile,
        HasNewKey = workflow.HasNewKey,
        Commands = [.. workflow.Commands],
    };

    /// <summary>The workflow's file.</summary>
    public override string ToString() => Path;
}
