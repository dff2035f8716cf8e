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
}
