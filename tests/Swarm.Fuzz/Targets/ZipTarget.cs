using System.IO.Compression;
using System.Text;
using Swarm.Backends.Archives;

namespace Swarm.Fuzz.Targets;

/// <summary>Zips of artifacts, taken out into a folder.</summary>
internal sealed class ZipTarget(string scratch) : FuzzTarget
{
    private readonly string _archive = Path.Combine(scratch, "archive.zip");
    private readonly string _folder = Path.Combine(scratch, "content");

    public override string Name => "zip";

    public override IEnumerable<byte[]> Seeds => [Make(isSeekable: true), Make(isSeekable: false)];

    public override void Run(byte[] input)
    {
        File.WriteAllBytes(_archive, input);
        try
        {
            new ArtifactArchive("artifact", new ArchiveLimits { TotalBytes = 16 << 20 }).ExtractAsync(_archive, _folder).GetAwaiter().GetResult();
        }
        finally
        {
            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }
        }
    }

    private static byte[] Make(bool isSeekable)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(isSeekable ? stream : new OneWayStream(stream), ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in new[] { ("a", "x"), ("logs/", ""), ("logs/step.txt", new string('y', 300)), ("é", "z") })
            {
                using var body = archive.CreateEntry(name).Open();
                body.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return stream.ToArray();
    }
}
