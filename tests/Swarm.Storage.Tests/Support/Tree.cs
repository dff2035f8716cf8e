using System.Security.Cryptography;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Tests.Support;

/// <summary>Folders as text, to compare them, and folders with random content.</summary>
internal static class Tree
{
    public static void Write(string folder, string path, ReadOnlySpan<byte> content)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    public static void Write(string folder, string path, string content) => Write(folder, path, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>
    /// A line for each thing: kind, mode, path, content or target, and time on request. It looks by the runtime's own means, so that what the
    /// product does not see is seen here.
    /// </summary>
    public static string Describe(string folder, bool withTimes = false) => string.Join('\n', Enumerate(new DirectoryInfo(folder))
        .Select(entry => (Path: Path.GetRelativePath(folder, entry.FullName).Replace('\\', '/'), Entry: entry))
        .OrderBy(found => found.Path, StringComparer.Ordinal)
        .Select(found => $"{Kind(found.Entry)} {found.Path} {Content(found.Entry)}" + (withTimes ? $" {FileStatus.Read(found.Entry.FullName)!.Value.Modified}" : string.Empty)));

    private static IEnumerable<FileSystemInfo> Enumerate(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            yield return entry;
            foreach (var inner in entry is DirectoryInfo { LinkTarget: null } below ? Enumerate(below) : [])
            {
                yield return inner;
            }
        }
    }

    private static string Kind(FileSystemInfo entry) => entry switch
    {
        { LinkTarget: not null } => "link",
        DirectoryInfo => $"folder {Mode(entry)}",
        _ => $"file {Mode(entry)}",
    };

    private static string Mode(FileSystemInfo entry) => OperatingSystem.IsWindows() ? string.Empty : Convert.ToString((int)entry.UnixFileMode, 8);

    public static void SetMode(string path, int mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)mode);
        }
    }

    public static byte[] RandomBytes(int seed, int count)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Writes files of many sizes and shapes.</summary>
    public static void Fill(string folder, int seed, int files)
    {
        var random = new Random(seed);
        for (var index = 0; index < files; index++)
        {
            Write(folder, $"d{random.Next(4)}/e{random.Next(3)}/f{index}.bin", RandomBytes(random.Next(), random.Next(0, 40_000)));
        }
    }

    private static string Content(FileSystemInfo entry) => entry switch
    {
        { LinkTarget: { } target } => "-> " + target,
        FileInfo => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(entry.FullName))),
        _ => string.Empty,
    };
}
