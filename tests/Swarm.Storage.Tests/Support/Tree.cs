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

    /// <summary>A line for each thing: kind, mode, path, content or target, and time on request.</summary>
    public static string Describe(string folder, bool withTimes = false) => string.Join('\n', TreeScanner.Scan(folder, IgnoreRules.None)
        .OrderBy(entry => entry.Path, StringComparer.Ordinal)
        .Select(entry => $"{entry.Status.Kind} {(entry.Status.Kind == EntryKind.Link ? null : entry.Status.Mode)} {entry.Path} {Content(entry)}"
            + (withTimes ? $" {entry.Status.Modified}" : string.Empty)));

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

    private static string Content(TreeEntry entry) => entry.Status.Kind switch
    {
        EntryKind.File => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(entry.FullPath))),
        EntryKind.Link => "-> " + entry.LinkTarget,
        _ => string.Empty,
    };
}
