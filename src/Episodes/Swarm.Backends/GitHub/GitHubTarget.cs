using Swarm.Backends.Remote;

namespace Swarm.Backends.GitHub;

/// <summary>A workflow of GitHub's whose pin was checked.</summary>
internal sealed record GitHubTarget : BackendTarget
{
    /// <summary>Of a pinned workflow.</summary>
    /// <param name="reference">What identifies it.</param>
    /// <param name="workflow">The workflow.</param>
    public GitHubTarget(BackendReference reference, PinnedWorkflow workflow)
        : base(reference)
    {
        Workflow = workflow;
    }

    /// <summary>The workflow.</summary>
    public PinnedWorkflow Workflow { get; }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> File => Workflow.File;
}
