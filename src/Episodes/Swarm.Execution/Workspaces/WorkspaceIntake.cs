using Swarm.Core.Errors;
using Swarm.Storage.Trees;

namespace Swarm.Execution.Workspaces;

/// <summary>Copies the workspace that a user names, which is never modified.</summary>
internal static class WorkspaceIntake
{
    private const int MostNamed = 10;
    private const int MostShown = 200;

    /// <summary>Copies a folder, all cores at once.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="destination">The run's workspace, empty.</param>
    /// <param name="omitsGitIgnored">Whether what git ignores is left out.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <returns>What the user should know of it; empty where there is nothing.</returns>
    public static IReadOnlyList<string> Copy(string source, string destination, bool omitsGitIgnored, CancellationToken cancellationToken)
    {
        if (FileStatus.Read(source) is null || !Directory.Exists(source))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The workspace '{source}' is not a folder: name one that is there.");
        }

        List<TreeEntry> entries;
        try
        {
            entries = TreeScanner.Scan(source, IgnoreRules.Load(source));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new SwarmException(ErrorCode.WorkspaceInvalid, $"The workspace '{source}' cannot be read: {exception.Message}", exception);
        }

        if (omitsGitIgnored)
        {
            new GitIgnored(source, cancellationToken).RemoveFrom(entries);
        }

        if (entries.Find(entry => entry.Refusal is not null) is { } refused)
        {
            throw new SwarmException(
                ErrorCode.WorkspaceInvalid,
                $"The workspace holds '{Shorten(refused.Path)}', which no snapshot can hold: {refused.Refusal}. Remove it, rename it or list it in {TreeScanner.IgnoreFile}.");
        }

        ForeignRepository.Refuse(entries);
        var links = new InwardLinks(source);
        var planned = entries.ConvertAll(entry => entry.LinkTarget is null ? entry : entry with { LinkTarget = links.Repoint(entry) });
        IReadOnlyCollection<string> detached;
        try
        {
            TreeCopy.Copy(planned, destination, cancellationToken);
            detached = new GitDetachment(source, destination, links, cancellationToken).Apply(entries);
            TreeCopy.FinishFolders(planned, InwardLinks.RealPath(source) ?? source, destination);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.WorkspaceInvalid, $"The workspace '{source}' cannot be copied: {exception.Message}", exception);
        }

        return [.. DescribeOutward(planned.Where(entry => !detached.Contains(entry.Path))), .. DescribeDetached(detached)];
    }

    private static IEnumerable<string> DescribeOutward(IEnumerable<TreeEntry> entries)
    {
        var outward = entries.Where(entry => entry.LinkTarget is not null && PathRules.LeadsOut(entry.Path, entry.LinkTarget)).ToArray();
        if (outward.Length > 0)
        {
            yield return $"The workspace has {outward.Length} link(s) that lead out of it, kept as links: "
                + $"{Name(outward.Select(link => $"'{link.Path}' -> '{link.LinkTarget}'"), outward.Length)}. "
                + "An unconfined step writes through them where it may; a confined one sees no more of what they name than of the rest of the machine.";
        }
    }

    private static IEnumerable<string> DescribeDetached(IReadOnlyCollection<string> detached)
    {
        if (detached.Count > 0)
        {
            yield return $"The repository of {Name(detached.Select(path => $"'{path}'"), detached.Count)} lies outside the workspace. "
                + "The run has a copy of its own: what the step commits stays in the run.";
        }
    }

    private static string Shorten(string path) => path.Length <= MostShown ? path : $"{path[..MostShown]}…";

    private static string Name(IEnumerable<string> names, int count) => string.Join(", ", names.Take(MostNamed)) + (count > MostNamed ? " and more" : string.Empty);
}
