using Swarm.Execution.Confinement;

namespace Swarm.Execution.Steps;

/// <summary>What a step runs.</summary>
/// <param name="Program">
/// The program, looked up as a shell would: a bare name in the <c>PATH</c> of <paramref name="Environment"/> (with <c>PATHEXT</c>
/// on Windows), one with a separator from <paramref name="WorkingDirectory"/>.
/// </param>
/// <param name="Arguments">Its arguments, passed on as they are.</param>
/// <param name="WorkingDirectory">The absolute path of the folder in which it runs.</param>
/// <param name="Environment">All of its environment variables: nothing is inherited.</param>
/// <param name="PowerShellPath">The <c>pwsh</c>, or <c>pwsh.dll</c>, that runs a program whose name ends in <c>.ps1</c>; null where there is none.</param>
public sealed record StepCommand(
    string Program,
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment,
    string? PowerShellPath = null)
{
    /// <summary>
    /// The folders that a confined step sees at paths of its own; all paths of the command are as the step sees them. None for a step that
    /// is not confined.
    /// </summary>
    public StepFolders Folders { get; init; } = StepFolders.None;

    /// <summary>The program and how many arguments it has: arguments and variables may be secret.</summary>
    public override string ToString() => $"{Program} ({Arguments.Count} arguments)";
}
