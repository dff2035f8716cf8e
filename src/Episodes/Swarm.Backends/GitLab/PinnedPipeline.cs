using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitLab;

/// <summary>
/// A pipeline's file whose pin was checked: it is there at the commit, it is the one that the project runs, and the branch or
/// tag is at that commit. Only <see cref="GitLabClient.PinAsync"/> makes one, so that nothing unpinned is started.
/// </summary>
public sealed record PinnedPipeline
{
    internal PinnedPipeline(GitLabProject project, string filePath, GitLabReference reference, byte[] file)
    {
        Project = project;
        FilePath = filePath;
        Reference = reference;
        File = file;
    }

    /// <summary>The project.</summary>
    public GitLabProject Project { get; }

    /// <summary>The file within the project.</summary>
    public string FilePath { get; }

    /// <summary>The branch or tag to start the pipeline for, and the pinned commit.</summary>
    public GitLabReference Reference { get; }

    /// <summary>The file's content at the commit.</summary>
    public ReadOnlyMemory<byte> File { get; }

    /// <summary>Requires that a pipeline runs a commit, and was started as Swarm starts them.</summary>
    /// <param name="project">The project.</param>
    /// <param name="commit">The pinned commit.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <exception cref="SwarmException">It runs another commit (<c>WORKFLOW_REF_UNPINNED</c>), or something else started it (<c>GL_RUN_UNKNOWN</c>).</exception>
    internal static void Require(GitLabProject project, string commit, GitLabPipeline pipeline)
    {
        if (pipeline.Sha != commit)
        {
            throw new SwarmException(
                ErrorCode.WorkflowRefUnpinned,
                $"Pipeline {pipeline.Id} of {project} runs commit {Quoted.Text(pipeline.Sha)} and not the pinned {commit}: "
                + $"'{Quoted.Text(pipeline.Ref)}' moved after it was checked. Cancel the pipeline, and pin the commit that is to run.");
        }

        if (pipeline.Source is not (null or GitLabPipeline.ApiSource))
        {
            throw new SwarmException(
                ErrorCode.GitLabRunUnknown, $"Pipeline {pipeline.Id} of {project} was started by '{Quoted.Text(pipeline.Source)}' and not over the API: name the one that Swarm started.");
        }
    }
}
