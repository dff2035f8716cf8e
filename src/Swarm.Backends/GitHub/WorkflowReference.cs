using System.Text.RegularExpressions;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;

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
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new SwarmException(ErrorCode.WorkflowRefRequired, $"A run on GitHub needs the workflow that it runs under: give it as {Form}.");
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        var (place, commit) = at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
        if (place.Split('/', 3) is not [var owner, var name, var path]
            || !GitHubRepository.TryParse($"{owner}/{name}", out var repository)
            || !path.StartsWith(Folder, StringComparison.Ordinal)
            || !FilePattern().IsMatch(path[Folder.Length..]))
        {
            throw new SwarmException(ErrorCode.WorkflowRefInvalid, $"The workflow reference '{Quoted.Text(text)}' is not of its form: write {Form}.");
        }

        if (!CommitPattern().IsMatch(commit))
        {
            throw new SwarmException(
                ErrorCode.WorkflowRefUnpinned,
                $"The workflow reference '{Quoted.Text(text)}' is not pinned to a commit, so that what runs could change: "
                + $"write {Form}; 'git rev-parse' gives the digits of a branch or tag.");
        }

        if (dispatchRef is not null && !GitReferenceName.IsValid(dispatchRef))
        {
            throw new SwarmException(
                ErrorCode.WorkflowRefInvalid,
                $"'{Quoted.Text(dispatchRef)}' is not the name of a branch or tag: "
                + "give one such as 'main', or leave it out for the default branch.");
        }

        return new WorkflowReference(repository, path[Folder.Length..], commit, dispatchRef);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Repository}/{Path}@{Commit}";

    [GeneratedRegex(@"^[0-9a-f]{40}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CommitPattern();

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,150}\.ya?ml\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FilePattern();
}
