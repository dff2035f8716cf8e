using System.IO.Compression;

namespace Swarm.Workflows.Runner.Actions;

/// <summary>Artifacts as GitHub keeps them: zips.</summary>
internal static class ArtifactZip
{
    public static byte[] Make(string root, IEnumerable<string> files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files.Order(StringComparer.Ordinal))
            {
                archive.CreateEntryFromFile(file, Path.GetRelativePath(root, file).Replace('\\', '/'), CompressionLevel.NoCompression);
            }
        }

        return stream.ToArray();
    }

    public static void Extract(byte[] archive, string folder)
    {
        using var zip = new ZipArchive(new MemoryStream(archive), ZipArchiveMode.Read);
        zip.ExtractToDirectory(folder);
    }
}
