namespace Swarm.Core.Files;

/// <summary>Finds a program that Swarm itself calls, such as git.</summary>
public static class ProgramSearch
{
    /// <summary>Looks in the folders of a search path that are named in full: a program in the current folder could be anybody's.</summary>
    /// <param name="name">The program's name, without an extension.</param>
    /// <param name="path">The search path; null for that of this process.</param>
    /// <returns>The program's full path; null where there is none.</returns>
    public static string? Find(string name, string? path = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return (path ?? Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
            .FirstOrDefault(File.Exists);
    }
}
