using System.Buffers.Text;
using System.Text;
using Octokit;
using Swarm.Backends.GitHub.Lookups;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>Branches, tags and workflow files.</summary>
public sealed partial class GitHubClient
{
    private const int MostTagsOfTags = 8;
    private const int MostFileBytes = 1024 * 1024;

    /// <summary>Finds the commit that a branch or tag is at.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="name">The branch or tag, with <c>refs/heads/</c> or <c>refs/tags/</c> or without.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="SwarmException">There is none (<c>GH_NOT_FOUND</c>), or a branch and a tag both have the name (<c>WORKFLOW_REF_INVALID</c>).</exception>
    public async Task<GitHubReference> ResolveAsync(GitHubRepository repository, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(name);
        if (!GitReferenceName.IsValid(name))
        {
            throw new SwarmException(ErrorCode.WorkflowRefInvalid, $"'{Quoted.Text(name)}' is not the name of a branch or tag: give one such as 'main'.");
        }

        string[] candidates = name.StartsWith("refs/", StringComparison.Ordinal) ? [name["refs/".Length..]] : [$"heads/{name}", $"tags/{name}"];
        var found = new List<NamedObject>();
        foreach (var candidate in candidates)
        {
            if (await FindReferenceAsync(repository, candidate, cancellationToken) is { } reference)
            {
                found.Add(reference);
            }
        }

        return found switch
        {
            [] => throw new SwarmException(
                ErrorCode.GitHubNotFound, $"{repository} has no branch or tag '{name}': push it, name another one, or give a token that may see the repository."),
            [var only] => new GitHubReference(only.Name, await PeelAsync(repository, only, cancellationToken)),
            _ => throw new SwarmException(
                ErrorCode.WorkflowRefInvalid,
                $"{repository} has a branch and a tag '{name}': write 'refs/heads/{name}' or "
                + $"'refs/tags/{name}', and give one of them another name before dispatching."),
        };
    }

    /// <summary>Reads a workflow's file at the commit that it is pinned to.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SwarmException">There is no such file there (<c>GH_NOT_FOUND</c>), or it is no file or too large (<c>GH_RESPONSE_INVALID</c>).</exception>
    public async Task<byte[]> GetWorkflowFileAsync(WorkflowReference workflow, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        var subject = $"the file {workflow.Path} of {workflow.Repository} at commit {workflow.Commit}";
        var (owner, name) = (workflow.Repository.Owner, workflow.Repository.Name);
        var answer = await _lookups.AskAsync(
            subject, LookupAnswers.File, octokit => octokit.Repository.Content.GetAllContentsByRef(owner, name, workflow.Path, workflow.Commit), cancellationToken);
        if (answer is not { Type.StringValue: "file", Encoding: "base64", EncodedContent: { } content, Size: >= 0 and <= MostFileBytes })
        {
            throw _sender.Unusable(subject, $"it is not an ordinary file of at most {MostFileBytes} bytes");
        }

        // GitHub breaks Base64 into lines, which the decoder passes over.
        var text = Encoding.UTF8.GetBytes(content);
        return Base64.DecodeFromUtf8InPlace(text, out var written) == System.Buffers.OperationStatus.Done && written == answer.Size
            ? text[..written]
            : throw _sender.Unusable(subject, "its content is not the Base64 of its size");
    }

    /// <summary>
    /// Checks a workflow's pin: the branch or tag to dispatch is at the pinned commit, and the file is there at that
    /// commit. Nothing is dispatched without it.
    /// </summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="SwarmException">
    /// The branch or tag is at another commit (<c>WORKFLOW_REF_UNPINNED</c>), something is not there (<c>GH_NOT_FOUND</c>), the
    /// workflow is switched off (<c>GH_CONFLICT</c>), or GitHub cannot be asked (<c>GH_…</c>).
    /// </exception>
    public async Task<PinnedWorkflow> PinAsync(WorkflowReference workflow, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        var name = workflow.DispatchRef
            ?? $"refs/heads/{(await GetRepositoryAsync(workflow.Repository, cancellationToken)).DefaultBranch}";
        var reference = await ResolveAsync(workflow.Repository, name, cancellationToken);
        if (reference.Commit != workflow.Commit)
        {
            throw new SwarmException(
                ErrorCode.WorkflowRefUnpinned,
                $"'{reference.FullName}' of {workflow.Repository} is at commit {reference.Commit}, and the workflow is pinned to {workflow.Commit}: "
                + "pin the commit that you reviewed and that a branch or tag is at, or name the branch or tag that is at the pinned one.");
        }

        var file = await GetWorkflowFileAsync(workflow, cancellationToken);
        var subject = $"the workflow {workflow.FileName} of {workflow.Repository}";
        var (owner, repository) = (workflow.Repository.Owner, workflow.Repository.Name);
        var state = await _lookups.AskAsync(
            subject, LookupAnswers.WorkflowState, octokit => octokit.Actions.Workflows.Get(owner, repository, workflow.FileName), cancellationToken);
        return state == "active"
            ? new PinnedWorkflow(workflow, reference, file)
            : throw new SwarmException(
                ErrorCode.GitHubConflict,
                $"The workflow {workflow.FileName} of {workflow.Repository} is '{Quoted.Text(state)}' "
                + "and takes no dispatches: switch it on under Actions, or with 'gh workflow enable'.");
    }

    private async Task<NamedObject?> FindReferenceAsync(GitHubRepository repository, string name, CancellationToken cancellationToken)
    {
        // Octokit's own call asks another address than the one that is described, and does not escape the name.
        var path = new Uri($"{Of(repository)}/git/ref/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}", UriKind.Relative);
        var outcome = await _lookups.TryAskAsync(
            $"the reference '{name}' of {repository}", LookupAnswers.Reference, octokit => new ApiConnection(octokit.Connection).Get<Reference>(path, null), cancellationToken);
        return outcome.Failure is { Status: 404 } ? null : Exact(outcome.ValueOrThrow(), $"refs/{name}");
    }

    // A server that answers with a reference of a longer name has none of this one.
    private static NamedObject? Exact(NamedObject answer, string name) => answer.Name == name ? answer : null;

    private async Task<string> PeelAsync(GitHubRepository repository, NamedObject reference, CancellationToken cancellationToken)
    {
        var subject = $"the commit of '{reference.Name}' in {repository}";
        var target = reference;
        for (var depth = 0; depth <= MostTagsOfTags; depth++)
        {
            if (target.Id.Length != 40 || target.Id.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            {
                throw _sender.Unusable(subject, "it names no commit of 40 lower-case hex digits");
            }

            switch (target.Type)
            {
                case "commit":
                    return target.Id;
                case "tag":
                    var tag = target.Id;
                    target = await _lookups.AskAsync(
                        subject, LookupAnswers.Tag, octokit => octokit.Git.Tag.Get(repository.Owner, repository.Name, tag), cancellationToken);
                    break;
                default:
                    throw new SwarmException(
                        ErrorCode.WorkflowRefInvalid,
                        $"'{reference.Name}' of {repository} is at a '{Quoted.Text(target.Type)}' and not at a commit: name a branch, or a tag of a commit.");
            }
        }

        throw _sender.Unusable(subject, $"it is a tag of a tag more than {MostTagsOfTags} times over");
    }
}
