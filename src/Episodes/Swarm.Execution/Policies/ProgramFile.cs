using Swarm.Execution.Confinement;
using Swarm.Storage.Trees;

namespace Swarm.Execution.Policies;

/// <summary>The file that a path leads to, through links.</summary>
/// <param name="RealPath">Its path without links.</param>
/// <param name="Paths">Every path on the way to it, the first as it was given.</param>
/// <param name="Identity">What two paths to the same file share.</param>
internal sealed record ProgramFile(string RealPath, IReadOnlyList<string> Paths, string Identity)
{
    private const int MostLinks = 40;

    /// <summary>Follows a path.</summary>
    /// <param name="path">An absolute path, as the step sees it.</param>
    /// <param name="folders">The folders that the step sees at paths of its own.</param>
    /// <returns>The file, its paths as the step sees them, or null where the path leads to none.</returns>
    public static ProgramFile? Find(string path, StepFolders folders)
    {
        var paths = new List<string> { path };
        for (var current = path; paths.Count <= MostLinks; paths.Add(current))
        {
            current = Path.Combine(ResolveFolder(Path.GetDirectoryName(current) ?? string.Empty, folders, MostLinks), Path.GetFileName(current));
            var onHost = folders.ToHost(current);
            if (folders.ReadLink(current) is not { } target)
            {
                return File.Exists(onHost) ? new ProgramFile(current, [.. paths, current], Identify(onHost)) : null;
            }

            current = Path.GetFullPath(target, Path.GetDirectoryName(current)!);
        }

        return null;
    }

    private static string ResolveFolder(string folder, StepFolders folders, int links)
    {
        if (links == 0 || OperatingSystem.IsWindows() || Path.GetDirectoryName(folder) is not { } above)
        {
            return folder;
        }

        var parent = ResolveFolder(above, folders, links);
        var current = Path.Combine(parent, Path.GetFileName(folder));
        return folders.ReadLink(current) is { } target
            ? ResolveFolder(Path.GetFullPath(target, parent), folders, links - 1)
            : current;
    }

    // Hard links are one file under several names.
    private static string Identify(string path) => FileStatus.Read(path)?.Identity is { } identity
        ? $"{identity.Device}:{identity.Inode}"
        : OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? path.ToUpperInvariant() : path;
}
