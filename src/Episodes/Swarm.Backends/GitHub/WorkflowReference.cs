using System.Text.RegularExpressions;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;

namespace Swarm.Backends.GitHub;

/// <summary>A workflow at one commit: <c>owner/repository/.github/workflows/file.yml@&lt;40 lower-case hex digits&gt;</c>.</summary>
public sealed partial record WorkflowReference
{
    private const string Form = "owner/repository/.github/workflows/file.yml@<the commit's 40 lower-case hex digits>";
    private const string Folder = ".github/workflows/";

    private WorkflowReference(GitHubRepository repository, string fileName, string commit, string? dispatchRef)
    {
        Repository = repository;
        FileName = fileName;
        Commit = commit;
        DispatchRef = dispatchRef;
    }

    /// <summary>The repository that has the workflow, and in which it runs.</summary>
    public GitHubRepository Repository { get; }

    /// <summary>The workflow's file, without folders.</summary>
    public string FileName { get; }

    /// <summary>The workflow's file within the repository.</summary>
    public string Path => Folder + FileName;

    /// <summary>The commit that the workflow is pinned to.</summary>
    public string Commit { get; }

    /// <summary>The branch or tag to dispatch, which must be at <see cref="Commit"/>; null for the default branch.</summary>
    public string? DispatchRef { get; }

    /// <summary>Reads a reference.</summary>
    /// <param name="text">The reference.</param>
    /// <param name="dispatchRef">The branch or tag to dispatch; null for the repository's default branch.</param>
    /// <exception cref="SwarmException">
    /// There is none (<c>WORKFLOW_REF_REQUIRED</c>), it names no commit (<c>WORKFLOW_REF_UNPINNED</c>), or it is not of its form (<c>WORKFLOW_REF_INVALID</c>).
    /// </exception>
    public static WorkflowReference Parse(string? text, string? dispatchRef = null)
    {
        var pin = WorkflowPin.Parse(text);
        if (pin.Path.Split('/', 3) is not [var owner, var name, var path]
            || !GitHubRepository.TryParse($"{owner}/{name}", out var repository)
            || !path.StartsWith(Folder, StringComparison.Ordinal)
            || !FilePattern().IsMatch(path[Folder.Length..]))
        {
            throw new SwarmException(ErrorCode.WorkflowRefInvalid, $"The workflow reference '{Quoted.Text(text)}' is none of GitHub's: write {Form}.");
        }

        if (dispatchRef is not null && !GitReferenceName.IsValid(dispatchRef))
        {
            throw new SwarmException(
                ErrorCode.WorkflowRefInvalid,
                $"'{Quoted.Text(dispatchRef)}' is not the name of a branch or tag: "
                + "give one such as 'main', or leave it out for the default branch.");
        }

        return new WorkflowReference(repository, path[Folder.Length..], pin.Commit, dispatchRef);
    }

    /// <summary>Requires that a run is a dispatch of this workflow at this commit: the branch may have moved after it was checked.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="SwarmException">It runs another commit (<c>WORKFLOW_REF_UNPINNED</c>) or another workflow (<c>GH_RUN_UNKNOWN</c>).</exception>
    public void Require(GitHubRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.HeadSha != Commit)
        {
            throw new SwarmException(
                ErrorCode.WorkflowRefUnpinned,
                $"Run {run.Id} of {Repository} runs commit {Quoted.Text(run.HeadSha)} and not the pinned {Commit}: "
                + $"'{Quoted.Text(run.HeadBranch)}' moved after it was checked. Cancel the run, and pin the commit that is to run.");
        }

        if (run.Event != "workflow_dispatch" || (run.Path is { } path && path.Split('@')[0] != Path))
        {
            throw new SwarmException(
                ErrorCode.GitHubRunUnknown,
                $"Run {run.Id} of {Repository} is a '{Quoted.Text(run.Event)}' of "
                + $"'{Quoted.Text(run.Path)}' and not a dispatch of {Path}: name the run that Swarm started.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Repository}/{Path}@{Commit}";

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,150}\.ya?ml\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FilePattern();
}
