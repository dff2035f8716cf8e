using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Storage.Packs;

/// <summary>Reads records from the packs of one folder, from many threads. Handles stay open until it is disposed.</summary>
internal sealed class PackReader(string folder) : IDisposable
{
    private readonly ConcurrentDictionary<string, SafeFileHandle> _handles = new(StringComparer.Ordinal);

    /// <summary>The names of all finished packs.</summary>
    public IEnumerable<string> Names => Directory.EnumerateFiles(folder, "*" + PackFormat.Extension).Select(path => Path.GetFileNameWithoutExtension(path));

    public string PathOf(string pack) => Path.Combine(folder, pack + PackFormat.Extension);

    /// <summary>Reads bytes at a place.</summary>
    public void Read(string pack, long offset, Span<byte> destination)
    {
        var handle = _handles.GetOrAdd(pack, Open);
        while (!destination.IsEmpty)
        {
            var count = RandomAccess.Read(handle, destination, offset);
            if (count == 0)
            {
                throw Damaged(pack, "it is cut short");
            }

            destination = destination[count..];
            offset += count;
        }
    }

    /// <summary>Lists the records of a pack from the pack alone, and checks its frame: magic, lengths, count, header digest.</summary>
    public IReadOnlyList<(RecordHeader Header, RecordLocation Location)> Scan(string pack)
    {
        using var stream = new FileStream(PathOf(pack), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 64 * 1024);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> block = stackalloc byte[RecordHeader.Size];
        var records = new List<(RecordHeader, RecordLocation)>();
        if (stream.ReadAtLeast(block[..PackFormat.HeaderSize], PackFormat.HeaderSize, throwOnEndOfStream: false) < PackFormat.HeaderSize
            || !block.StartsWith(PackFormat.HeaderMagic)
            || !string.Equals(Convert.ToHexStringLower(block[8..PackFormat.HeaderSize]), pack, StringComparison.Ordinal))
        {
            throw Damaged(pack, "its header is not that of this pack");
        }

        var offset = (long)PackFormat.HeaderSize;
        while (stream.ReadAtLeast(block, RecordHeader.Size, throwOnEndOfStream: false) == RecordHeader.Size)
        {
            if (block.StartsWith(PackFormat.FooterMagic))
            {
                return BinaryPrimitives.ReadInt32BigEndian(block[8..]) == records.Count
                    && hash.GetHashAndReset().AsSpan().SequenceEqual(block.Slice(12, Digest.Size))
                    && stream.Position == stream.Length
                    ? records
                    : throw Damaged(pack, "its end does not match its records");
            }

            if (!RecordHeader.TryRead(block, out var header))
            {
                throw Damaged(pack, $"the record at byte {offset} has no valid header");
            }

            hash.AppendData(block);
            records.Add((header, new RecordLocation(pack, offset, RecordHeader.Size + header.SealedLength)));
            offset += RecordHeader.Size + header.SealedLength;
            stream.Position = offset;
        }

        throw Damaged(pack, "it is cut short");
    }

    public void Dispose()
    {
        foreach (var handle in _handles.Values)
        {
            handle.Dispose();
        }
    }

    public static SwarmException Damaged(string pack, string reason) => new(
        ErrorCode.StoreDamaged,
        $"Pack {pack} is damaged: {reason}. Run 'swarm store check', then 'swarm store repair' with a bundle or a second store.");

    private SafeFileHandle Open(string pack)
    {
        try
        {
            return File.OpenHandle(PathOf(pack), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            throw Damaged(pack, "it is missing");
        }
    }
}
