namespace Swarm.Workflows.Runner.Files;

/// <summary>A job.</summary>
public sealed record WorkflowJob(
    string Id,
    string? Needs,
    string? If,
    string RunsOn,
    TimeSpan Timeout,
    string? Environment,
    IReadOnlyDictionary<string, string> Permissions,
    IReadOnlyDictionary<string, string> Outputs,
    IReadOnlyList<WorkflowStep> Steps);
