using Swarm.Core.Errors;
using Swarm.Core.Identifiers;

namespace Swarm.Engine.Remote;

/// <summary>What a runner is told of the job that it executes: by its backend's variables, unless whoever calls says otherwise.</summary>
public sealed record RunnerFacts
{
    private const string GitHubHosted = "github-hosted";
    private const string SelfHosted = "self-hosted";
    private const string GitLab = "gitlab";

    /// <summary>The workflow that runs: its path, an at sign, and a branch, tag or commit. For a reused workflow, the reused one.</summary>
    public string? WorkflowRef { get; init; }

    /// <summary>The commit of that workflow's file.</summary>
    public string? WorkflowSha { get; init; }

    /// <summary>The commit of the source that the workflow runs for.</summary>
    public string? CommitSha { get; init; }

    /// <summary><c>github-hosted</c>, <c>self-hosted</c> or <c>gitlab</c>.</summary>
    public string? RunnerClass { get; init; }

    /// <summary>Where the bundle of the new node will lie.</summary>
    public string? Locator { get; init; }

    /// <summary>Fills in what is not given from the variables of GitHub or GitLab.</summary>
    /// <param name="readVariable">Reads an environment variable.</param>
    /// <param name="runId">The run, after which its artifact is named.</param>
    internal RunnerFacts Complete(Func<string, string?> readVariable, string runId)
    {
        var isGitLab = Read("GITLAB_CI") is not null;
        return isGitLab
            ? this with
            {
                WorkflowRef = WorkflowRef ?? (Read("CI_PROJECT_PATH") is { } project ? $"{project}/{Read("CI_CONFIG_PATH") ?? ".gitlab-ci.yml"}@{Read("CI_COMMIT_SHA")}" : null),
                WorkflowSha = WorkflowSha ?? Read("CI_COMMIT_SHA"),
                CommitSha = CommitSha ?? Read("CI_COMMIT_SHA"),
                RunnerClass = RunnerClass ?? GitLab,
                Locator = Locator ?? (Read("CI_PROJECT_PATH") is { } path && Read("CI_JOB_ID") is { } job ? $"gl-artifact://{path}/{job}/{runId}" : null),
            }
            : this with
            {
                WorkflowRef = WorkflowRef ?? Read("GITHUB_WORKFLOW_REF"),
                WorkflowSha = WorkflowSha ?? Read("GITHUB_WORKFLOW_SHA"),
                CommitSha = CommitSha ?? Read("GITHUB_SHA"),
                RunnerClass = RunnerClass ?? Read("RUNNER_ENVIRONMENT"),
                Locator = Locator ?? (Read("GITHUB_REPOSITORY") is { } repository && Read("GITHUB_RUN_ID") is { } run ? $"gh-artifact://{repository}/{run}/{runId}" : null),
            };

        string? Read(string name) => readVariable(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>Refuses to run under another workflow, or at another commit of it, than the request is for.</summary>
    /// <exception cref="SwarmException">It is not the pinned one (<c>WORKFLOW_REF_*</c>), or what is told of the runner is malformed (<c>SPEC_INVALID</c>).</exception>
    internal void Require(WorkflowPin pin)
    {
        if (WorkflowRef is null)
        {
            throw new SwarmException(ErrorCode.WorkflowRefRequired, "Nothing says under which workflow this runs: give --workflow-ref, or run in a job of GitHub Actions or GitLab.");
        }

        var (path, reference) = WorkflowPin.Split(WorkflowRef);
        if (!string.Equals(path, pin.Path, StringComparison.Ordinal))
        {
            throw new SwarmException(ErrorCode.WorkflowRefInvalid, $"The request is for the workflow '{pin}', and '{WorkflowRef}' runs: dispatch the one that it is for.");
        }

        // A reference that is a commit has to agree with the commit that the backend names.
        var commit = WorkflowSha ?? reference;
        if (!string.Equals(commit, pin.Commit, StringComparison.Ordinal) || (WorkflowPin.IsCommit(reference) && !string.Equals(reference, pin.Commit, StringComparison.Ordinal)))
        {
            throw new SwarmException(
                ErrorCode.WorkflowRefUnpinned, $"The request is for the workflow '{pin}', and it runs at '{commit ?? "an unknown commit"}': dispatch a branch or tag that points at the pinned commit.");
        }

        if (CommitSha is not null && !WorkflowPin.IsCommit(CommitSha))
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"'{CommitSha}' is no commit of the source: give its 40 hexadecimal digits.");
        }

        if (RunnerClass is not (GitHubHosted or SelfHosted or GitLab))
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"The runner's class '{RunnerClass}' is none of {GitHubHosted}, {SelfHosted}, {GitLab}: give --runner-class.");
        }
    }
}
