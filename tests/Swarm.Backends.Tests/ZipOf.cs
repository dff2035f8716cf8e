using System.IO.Compression;
using System.Text;

namespace Swarm.Backends.Tests;

/// <summary>Makes zips, good and bad.</summary>
internal static class ZipOf
{
    public static byte[] Files(params (string Name, string Content)[] files) => Make([.. files.Select(file => (file.Name, Encoding.UTF8.GetBytes(file.Content), 0))]);

    public static byte[] Make(params (string Name, byte[] Content, int Mode)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content, mode) in files)
            {
                var entry = archive.CreateEntry(name);
                entry.ExternalAttributes = mode << 16;
                using var body = entry.Open();
                body.Write(content);
            }
        }

        return stream.ToArray();
    }
}
