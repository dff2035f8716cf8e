using System.Security.Cryptography;

namespace Swarm.Engine.Tests.Workspaces;

/// <summary>A folder as text: a line a file or link, with what git keeps of it.</summary>
internal static class TreeText
{
    public static string[] Of(string folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, ReturnSpecialDirectories = false })
            .Where(path => !Path.GetRelativePath(folder, path).Split('/').Contains(".git"))
            .Select(path => (Path: path, Link: new FileInfo(path).LinkTarget))
            .Where(item => item.Link is not null || File.Exists(item.Path))
            .Select(item => $"{Path.GetRelativePath(folder, item.Path)} {(item.Link is { } target ? $"-> {target}" : Describe(item.Path))}")
            .Order(StringComparer.Ordinal),
    ];

    private static string Describe(string path) =>
        $"{(!OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute) ? "x" : "-")} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}";
}
