using System.IO.Compression;
using System.Text;

namespace Swarm.Backends.Tests;

/// <summary>Makes zips, good and bad.</summary>
internal static class ZipOf
{
    public static byte[] Files(params (string Name, string Content)[] files) => Make([.. files.Select(file => (file.Name, Encoding.UTF8.GetBytes(file.Content), 0))]);

    /// <summary>A file that is not packed.</summary>
    public static byte[] Stored(string name, byte[] content)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var body = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            body.Write(content);
        }

        return stream.ToArray();
    }

    /// <summary>A zip as it is written to a pipe: sizes and checksums stand behind the contents.</summary>
    public static byte[] Streamed(params (string Name, string Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(new OneWay(stream), ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var body = archive.CreateEntry(name).Open();
                body.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return stream.ToArray();
    }

    private sealed class OneWay(Stream target) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => target.Write(buffer, offset, count);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }

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
