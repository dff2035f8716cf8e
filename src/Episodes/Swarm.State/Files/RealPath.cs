using Swarm.Core.Errors;

namespace Swarm.State.Files;

/// <summary>
/// Resolves the links among a file's parents, so that SQLite can be told to follow none: the caller chose the folder,
/// the step chose only what lies in it.
/// </summary>
internal static class RealPath
{
    private const int MaximumLinks = 40;

    internal static string OfFile(string path)
    {
        var full = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows() || Path.GetDirectoryName(full) is not { } directory)
            return full;
        var links = 0;
        return Path.Combine(OfDirectory(directory, ref links), Path.GetFileName(full));
    }

    private static string OfDirectory(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } above)
            return path;
        var parent = OfDirectory(above, ref links);
        var current = Path.Combine(parent, Path.GetFileName(path));
        if (new DirectoryInfo(current).LinkTarget is not { } target)
            return current;
        if (++links > MaximumLinks)
            throw new SwarmException(ErrorCode.PathInvalid, $"'{path}' goes through too many symbolic links; name the folder itself.");
        return OfDirectory(Path.GetFullPath(target, parent), ref links);
    }
}
