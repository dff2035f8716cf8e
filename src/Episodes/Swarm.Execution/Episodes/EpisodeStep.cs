using Swarm.Execution.Scripts;

namespace Swarm.Execution.Episodes;

/// <summary>What an episode runs: a program, or the text of a script for PowerShell.</summary>
public sealed record EpisodeStep
{
    /// <summary>The program and its arguments; empty for a script.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The script's text; null for a program.</summary>
    public string? Script { get; init; }

    /// <summary>The values that a script takes; null for a program.</summary>
    public ScriptInput? ScriptInput { get; init; }

    /// <summary>The <c>pwsh</c>, or <c>pwsh.dll</c>, that runs scripts; null where there is none.</summary>
    public string? PowerShellPath { get; init; }
}
