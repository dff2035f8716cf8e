namespace Swarm.Execution.Confinement;

/// <summary>A path followed through its symbolic links.</summary>
/// <param name="RealPath">Where it leads; null where there is nothing.</param>
/// <param name="Links">The links on the way, each with its target as it stands in the link.</param>
internal sealed record PathResolution(string? RealPath, IReadOnlyList<(string Path, string Target)> Links)
{
    private const int MostLinks = 40;

    /// <summary>Follows a path.</summary>
    /// <param name="path">The path.</param>
    public static PathResolution Follow(string path) => Follow(path, StepFolders.None);

    /// <summary>Follows a path as a confined step does.</summary>
    /// <param name="path">The path, as the step sees it.</param>
    /// <param name="folders">The folders that the step sees at paths of its own.</param>
    /// <returns>What the step finds; all paths are as it sees them.</returns>
    public static PathResolution Follow(string path, StepFolders folders)
    {
        var links = new List<(string, string)>();
        var rest = new Stack<string>(Split(path).Reverse());
        var real = "/";
        while (rest.TryPop(out var name))
        {
            if (string.Equals(name, "..", StringComparison.Ordinal))
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }

            var next = Path.Combine(real, name);
            if (folders.ReadLink(next) is not { } target)
            {
                real = next;
                continue;
            }

            links.Add((next, target));
            if (links.Count > MostLinks)
                return new PathResolution(null, links);

            real = Path.IsPathRooted(target) ? "/" : real;
            foreach (var part in Split(target).Reverse())
                rest.Push(part);
        }

        return new PathResolution(Path.Exists(folders.ToHost(real)) ? real : null, links);
    }

    private static IEnumerable<string> Split(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => !string.Equals(name, ".", StringComparison.Ordinal));
}
