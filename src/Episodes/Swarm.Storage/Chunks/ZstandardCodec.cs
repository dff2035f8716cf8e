using System.Collections.Concurrent;
using ZstdSharp;

namespace Swarm.Storage.Chunks;

/// <summary>Zstandard (RFC 8878) at one level. What a computation needs is used again by the next, since setting it up costs more than a small chunk does.</summary>
internal static class ZstandardCodec
{
    /// <summary>Chosen by measurement: docs/benchmarks.md, "Store".</summary>
    private const int Level = 4;

    private static readonly ConcurrentBag<Compressor> Compressors = [];
    private static readonly ConcurrentBag<Decompressor> Decompressors = [];

    /// <summary>Compresses.</summary>
    /// <param name="plaintext">The bytes.</param>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="length">The frame's length in bytes.</param>
    /// <returns>Whether it fits.</returns>
    public static bool TryCompress(ReadOnlySpan<byte> plaintext, Span<byte> destination, out int length)
    {
        var compressor = Compressors.TryTake(out var idle) ? idle : new Compressor(Level);
        var fits = compressor.TryWrap(plaintext, destination, out length);
        Keep(Compressors, compressor);
        return fits;
    }

    /// <summary>Decompresses. The destination bounds what is written, whatever the frames claim.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="destination">Exactly as long as the plaintext.</param>
    /// <returns>Whether the frames are sound and give that many bytes.</returns>
    public static bool TryDecompress(ReadOnlySpan<byte> frames, Span<byte> destination)
    {
        var decompressor = Decompressors.TryTake(out var idle) ? idle : new Decompressor();
        try
        {
            var isWhole = decompressor.TryUnwrap(frames, destination, out var length) && length == destination.Length;
            Keep(Decompressors, decompressor);
            return isWhole;
        }
        catch (ZstdException)
        {
            decompressor.Dispose();
            return false;
        }
    }

    private static void Keep<T>(ConcurrentBag<T> idle, T codec)
        where T : IDisposable
    {
        if (idle.Count < Environment.ProcessorCount)
        {
            idle.Add(codec);
        }
        else
        {
            codec.Dispose();
        }
    }
}
