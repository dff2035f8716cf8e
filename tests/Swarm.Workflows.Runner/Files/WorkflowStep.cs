namespace Swarm.Workflows.Runner.Files;

/// <summary>A step: a script or an action.</summary>
public sealed record WorkflowStep(
    string Name, string? Id, string? If, string? Run, string? Uses, IReadOnlyDictionary<string, string> With, IReadOnlyDictionary<string, string> Environment);
