namespace Swarm.Engine.Configuration;

/// <summary>A path with its symbolic links followed, so that two names of one folder are one.</summary>
internal static class RealPath
{
    /// <summary>Gives the path that a path leads to. What is not there yet stays as it is.</summary>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var here = Path.Combine(Of(parent), Path.GetFileName(full));
        return new DirectoryInfo(here).LinkTarget is not null && Directory.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? Of(target.FullName) : here;
    }
}
