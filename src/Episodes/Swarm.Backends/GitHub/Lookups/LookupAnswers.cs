using Octokit;

namespace Swarm.Backends.GitHub.Lookups;

/// <summary>The answers that are read by way of Octokit. Words such as a status stay text, so that a new one breaks nothing.</summary>
internal static class LookupAnswers
{
    private static readonly string[] RunMembers = ["id", "head_sha", "event", "html_url", "created_at"];
    private static readonly string[] OtherRunMembers =
        ["status", "conclusion", "path", "head_branch", "display_title", "run_attempt", "run_started_at"];

    /// <summary>A repository.</summary>
    public static readonly LookupAnswer<Repository, GitHubRepositoryDetails> Repository = new(
        ["full_name", "default_branch", "private"],
        ["archived", "permissions", "pull", "push", "admin"],
        static answer => new(
            Text(answer.FullName),
            Text(answer.DefaultBranch),
            answer.Private,
            answer.Archived,
            answer.Permissions is { } may ? new GitHubRepositoryAccess(may.Pull, may.Push, may.Admin) : null));

    /// <summary>The login of who has the token.</summary>
    public static readonly LookupAnswer<User, string> Login = new(["login"], [], static answer => Text(answer.Login));

    /// <summary>A branch or tag, and what it is at.</summary>
    public static readonly LookupAnswer<Reference, NamedObject> Reference = new(
        ["ref", "object"], ["type", "sha"], static answer => new(Text(answer.Ref), Text(answer.Object?.Type.StringValue), Text(answer.Object?.Sha)));

    /// <summary>An annotated tag: what it is at.</summary>
    public static readonly LookupAnswer<GitTag, NamedObject> Tag = new(
        ["sha", "object"], ["type"], static answer => new(Text(answer.Sha), Text(answer.Object?.Type.StringValue), Text(answer.Object?.Sha)));

    /// <summary>A file. A folder is several, or one without content.</summary>
    public static readonly LookupAnswer<IReadOnlyList<RepositoryContent>, RepositoryContent> File = new(
        ["type", "size"], ["encoding", "content"], static answer => answer.Single());

    /// <summary>The state of a workflow.</summary>
    public static readonly LookupAnswer<Workflow, string> WorkflowState = new(["id", "path", "state"], [], static answer => Text(answer.State.StringValue));

    /// <summary>A run.</summary>
    public static readonly LookupAnswer<WorkflowRun, GitHubRun> Run = new(RunMembers, OtherRunMembers, Read);

    /// <summary>A page of runs.</summary>
    public static readonly LookupAnswer<WorkflowRunsResponse, IReadOnlyList<GitHubRun>> Runs = new(
        ["total_count", "workflow_runs"], [.. RunMembers, .. OtherRunMembers], static answer => [.. answer.WorkflowRuns.Select(Read)]);

    /// <summary>A page of jobs.</summary>
    public static readonly LookupAnswer<WorkflowJobsResponse, IReadOnlyList<GitHubJob>> Jobs = new(
        ["total_count", "jobs"],
        ["id", "name", "status", "conclusion", "html_url", "started_at", "completed_at", "runner_name"],
        static answer => [.. answer.Jobs.Select(static job => new GitHubJob(
            Id(job.Id),
            Text(job.Name),
            Text(job.Status.StringValue),
            job.Conclusion?.StringValue,
            job.HtmlUrl,
            Known(job.StartedAt),
            job.CompletedAt,
            job.RunnerName))]);

    private static GitHubRun Read(WorkflowRun run) => new(
        Id(run.Id),
        Text(run.HeadSha),
        Text(run.Event),
        Text(run.HtmlUrl),
        Known(run.CreatedAt) ?? throw Missing(),
        run.Status.StringValue,
        run.Conclusion?.StringValue,
        run.Path,
        run.HeadBranch,
        run.DisplayTitle,
        run.RunAttempt == 0 ? 1 : checked((int)run.RunAttempt),
        Known(run.RunStartedAt));

    private static long Id(long id) => id > 0 ? id : throw Missing();

    private static string Text(string? text) => text ?? throw Missing();

    private static DateTimeOffset? Known(DateTimeOffset moment) => moment == default ? null : moment;

    private static InvalidDataException Missing() => new("A member that must be there is not.");
}
