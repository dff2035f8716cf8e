namespace Swarm.Workflows.Runner.Files;

/// <summary>An input that a workflow declares.</summary>
public sealed record WorkflowInput(string Name, string Type, bool IsRequired, string? Default);
