using Swarm.Backends.Remote;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;

namespace Swarm.Backends.GitLab;

/// <summary>A pipeline's file at one commit: <c>group/project/.gitlab-ci.yml@&lt;40 lower-case hex digits&gt;</c>.</summary>
public sealed record PipelineReference
{
    private const string Form = "group/project/.gitlab-ci.yml@<the commit's 40 lower-case hex digits>";

    private PipelineReference(WorkflowPin pin, string? dispatchRef)
    {
        Pin = pin;
        DispatchRef = dispatchRef;
    }

    /// <summary>The project and the file in it, and the commit.</summary>
    public WorkflowPin Pin { get; }

    /// <summary>The branch or tag to start the pipeline for, which must be at the pinned commit; null for the default branch.</summary>
    public string? DispatchRef { get; }

    /// <summary>Reads a reference.</summary>
    /// <param name="text">The reference.</param>
    /// <param name="dispatchRef">The branch or tag; null for the project's default branch.</param>
    /// <exception cref="SwarmException">
    /// There is none (<c>WORKFLOW_REF_REQUIRED</c>), it names no commit (<c>WORKFLOW_REF_UNPINNED</c>), or it is not of its form (<c>WORKFLOW_REF_INVALID</c>).
    /// </exception>
    public static PipelineReference Parse(string? text, string? dispatchRef = null)
    {
        var pin = WorkflowPin.Parse(text);
        if (!GitLabProject.TryParse(pin.Path, out _) || !(pin.Path.EndsWith(".yml", StringComparison.Ordinal) || pin.Path.EndsWith(".yaml", StringComparison.Ordinal)))
        {
            throw new SwarmException(ErrorCode.WorkflowRefInvalid, $"The workflow reference '{Quoted.Text(text)}' is none of GitLab's: write {Form}.");
        }

        return dispatchRef is null || GitReferenceName.IsValid(dispatchRef)
            ? new PipelineReference(pin, dispatchRef)
            : throw new SwarmException(
                ErrorCode.WorkflowRefInvalid,
                $"'{Quoted.Text(dispatchRef)}' is not the name of a branch or tag: give one such as 'main', or leave it out for the default branch.");
    }

    /// <summary>
    /// The projects that the path may begin with, each with the file that then is left. At most one of them is there: no
    /// project of GitLab's is within another. The likeliest is first.
    /// </summary>
    internal IEnumerable<(GitLabProject Project, string File)> Candidates()
    {
        for (var end = Pin.Path.LastIndexOf('/'); end > 0; end = Pin.Path.LastIndexOf('/', end - 1))
        {
            if (GitLabProject.TryParse(Pin.Path[..end], out var project))
            {
                yield return (project, Pin.Path[(end + 1)..]);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Pin.ToString();
}
