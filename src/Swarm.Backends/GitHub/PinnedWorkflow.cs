using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>
/// A workflow whose pin was checked: its file is there at the commit, and the branch or tag to dispatch is at that
/// commit. Only <see cref="GitHubClient.PinAsync"/> makes one, so that nothing unpinned is dispatched.
/// </summary>
public sealed record PinnedWorkflow
{
    internal PinnedWorkflow(WorkflowReference workflow, GitHubReference reference, byte[] file)
    {
        Workflow = workflow;
        Reference = reference;
        File = file;
    }

    /// <summary>The workflow.</summary>
    public WorkflowReference Workflow { get; }

    /// <summary>The branch or tag to dispatch.</summary>
    public GitHubReference Reference { get; }

    /// <summary>The workflow's file at the commit.</summary>
    public ReadOnlyMemory<byte> File { get; }

    /// <summary>Requires that a run is a dispatch of this workflow at this commit: the branch may have moved after it was checked.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="SwarmException">It runs another commit (<c>WORKFLOW_REF_UNPINNED</c>) or another workflow (<c>GH_RUN_UNKNOWN</c>).</exception>
    public void Require(GitHubRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.HeadSha != Workflow.Commit)
        {
            throw new SwarmException(
                ErrorCode.WorkflowRefUnpinned,
                $"Run {run.Id} of {Workflow.Repository} runs commit {Quoted.Text(run.HeadSha)} and not the pinned {Workflow.Commit}: "
                + $"'{Reference.FullName}' moved after it was checked. Cancel the run, and pin the commit that is to run.");
        }

        if (run.Event != "workflow_dispatch" || (run.Path is { } path && path.Split('@')[0] != Workflow.Path))
        {
            throw new SwarmException(
                ErrorCode.GitHubRunUnknown,
                $"Run {run.Id} of {Workflow.Repository} is a '{Quoted.Text(run.Event)}' of "
                + $"'{Quoted.Text(run.Path)}' and not a dispatch of {Workflow.Path}: name the run that Swarm started.");
        }
    }
}
