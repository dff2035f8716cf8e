using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Swarm.Core.Digests;

namespace Swarm.Storage.Packs;

/// <summary>Walks a pack from the pack alone and checks its frame: magic, lengths, count, header digest.</summary>
internal static class PackWalker
{
    private const int BufferBytes = 1024 * 1024;

    /// <summary>Gives the records in order. What was given before an exception stands in the pack.</summary>
    /// <param name="path">The pack's file.</param>
    /// <param name="withBodies">Whether to read the sealed parts too.</param>
    /// <exception cref="Core.Errors.SwarmException">The frame is damaged (<c>STORE_DAMAGED</c>).</exception>
    public static IEnumerable<PackedRecord> Walk(string path, bool withBodies)
    {
        var pack = Path.GetFileNameWithoutExtension(path);
        using var stream = Open(path, pack, withBodies);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            RequireBeginning(stream, buffer, pack);
            var count = 0;
            for (var offset = (long)PackFormat.HeaderSize; ;)
            {
                if (stream.ReadAtLeast(buffer.AsSpan(0, RecordHeader.Size), RecordHeader.Size, throwOnEndOfStream: false) < RecordHeader.Size)
                {
                    throw PackReader.Damaged(pack, "it is cut short");
                }

                if (buffer.AsSpan().StartsWith(PackFormat.FooterMagic))
                {
                    RequireEnd(stream, buffer, pack, count, hash);
                    yield break;
                }

                if (!RecordHeader.TryRead(buffer, out var header))
                {
                    throw PackReader.Damaged(pack, $"the record at byte {offset} has no valid header");
                }

                hash.AppendData(buffer, 0, RecordHeader.Size);
                var location = new RecordLocation(pack, offset, RecordHeader.Size + header.SealedLength);
                if (withBodies)
                {
                    buffer = Grow(buffer, location.Length);
                    ReadBody(stream, buffer.AsSpan(RecordHeader.Size, header.SealedLength), pack);
                }

                yield return new PackedRecord(header, location, withBodies ? buffer.AsMemory(0, location.Length) : default);
                (offset, count) = (offset + location.Length, count + 1);
                stream.Position = offset;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static FileStream Open(string path, string pack, bool withBodies)
    {
        try
        {
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, withBodies ? BufferBytes : 4096, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw PackReader.Damaged(pack, $"it cannot be opened: {exception.Message.TrimEnd('.')}");
        }
    }

    private static void RequireBeginning(FileStream stream, byte[] buffer, string pack)
    {
        var header = buffer.AsSpan(0, PackFormat.HeaderSize);
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || !header.StartsWith(PackFormat.HeaderMagic)
            || !string.Equals(Convert.ToHexStringLower(header[PackFormat.HeaderMagic.Length..]), pack, StringComparison.Ordinal))
        {
            throw PackReader.Damaged(pack, "its header is not that of this pack");
        }
    }

    private static void RequireEnd(FileStream stream, byte[] buffer, string pack, int count, IncrementalHash headers)
    {
        var end = buffer.AsSpan(0, PackFormat.FooterSize)[PackFormat.FooterMagic.Length..];
        if (BinaryPrimitives.ReadInt32BigEndian(end) != count
            || !headers.GetHashAndReset().AsSpan().SequenceEqual(end.Slice(sizeof(int), Digest.Size))
            || stream.Position != stream.Length)
        {
            throw PackReader.Damaged(pack, "its end does not match its records");
        }
    }

    private static void ReadBody(FileStream stream, Span<byte> body, string pack)
    {
        if (stream.ReadAtLeast(body, body.Length, throwOnEndOfStream: false) < body.Length)
        {
            throw PackReader.Damaged(pack, "it is cut short");
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        if (buffer.Length >= length)
        {
            return buffer;
        }

        var larger = ArrayPool<byte>.Shared.Rent(length);
        buffer.AsSpan(0, RecordHeader.Size).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
