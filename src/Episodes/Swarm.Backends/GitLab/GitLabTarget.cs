using Swarm.Backends.Remote;

namespace Swarm.Backends.GitLab;

/// <summary>A pipeline of GitLab's whose pin was checked.</summary>
internal sealed record GitLabTarget : BackendTarget
{
    /// <summary>Of a pinned pipeline.</summary>
    /// <param name="reference">What identifies it.</param>
    /// <param name="pipeline">The pipeline's file.</param>
    public GitLabTarget(BackendReference reference, PinnedPipeline pipeline)
        : base(reference)
    {
        Pipeline = pipeline;
    }

    /// <summary>The pipeline's file.</summary>
    public PinnedPipeline Pipeline { get; }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> File => Pipeline.File;
}
