namespace Swarm.Execution.Episodes;

/// <summary>The runner of a backend that an episode executes on: what its certificate says of it.</summary>
public sealed record EpisodeRunner
{
    /// <summary>The pinned workflow: <c>owner/repo/path@</c> and the commit's 40 hexadecimal digits.</summary>
    public required string WorkflowRef { get; init; }

    /// <summary>The commit of the source that the workflow runs for; null where the backend told none.</summary>
    public required string? CommitSha { get; init; }

    /// <summary><c>github-hosted</c>, <c>self-hosted</c> or <c>gitlab</c>.</summary>
    public required string RunnerClass { get; init; }
}
