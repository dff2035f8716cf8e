using System.Buffers.Binary;

namespace Swarm.Verification.X509;

/// <summary>A log's promise to publish a certificate (RFC 6962, section 3.2).</summary>
/// <param name="LogId">Which log.</param>
/// <param name="Timestamp">When, in milliseconds since 1970.</param>
/// <param name="Extensions">What the log added.</param>
/// <param name="HashAlgorithm">The hash, as TLS numbers it.</param>
/// <param name="SignatureAlgorithm">The signature's algorithm, as TLS numbers it.</param>
/// <param name="Signature">The signature.</param>
internal sealed record SignedCertificateTimestamp(
    ReadOnlyMemory<byte> LogId,
    ulong Timestamp,
    ReadOnlyMemory<byte> Extensions,
    byte HashAlgorithm,
    byte SignatureAlgorithm,
    ReadOnlyMemory<byte> Signature)
{
    private const int LogIdSize = 32;

    /// <summary>The time, or null where it is out of any range.</summary>
    internal DateTimeOffset? Time => Timestamp <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds((long)Timestamp) : null;

    /// <summary>Reads a list (RFC 6962, section 3.3), or gives null where it is malformed or too long.</summary>
    internal static IReadOnlyList<SignedCertificateTimestamp>? ReadList(ReadOnlyMemory<byte> bytes, int most)
    {
        if (!TryTake(ref bytes, out var list) || !bytes.IsEmpty)
        {
            return null;
        }

        var timestamps = new List<SignedCertificateTimestamp>();
        while (!list.IsEmpty)
        {
            if (timestamps.Count == most || !TryTake(ref list, out var item) || Read(item) is not { } timestamp)
            {
                return null;
            }

            timestamps.Add(timestamp);
        }

        return timestamps;
    }

    /// <summary>What the log signed: the promise over a certificate without promises.</summary>
    internal byte[] GetSignedData(ReadOnlySpan<byte> issuerKeyHash, ReadOnlySpan<byte> precertificate)
    {
        var data = new byte[1 + 1 + 8 + 2 + issuerKeyHash.Length + 3 + precertificate.Length + 2 + Extensions.Length];
        BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(2), Timestamp);
        data[11] = 1;
        var rest = data.AsSpan(12);
        issuerKeyHash.CopyTo(rest);
        rest = rest[issuerKeyHash.Length..];
        rest[0] = (byte)(precertificate.Length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(rest[1..], (ushort)precertificate.Length);
        precertificate.CopyTo(rest[3..]);
        rest = rest[(3 + precertificate.Length)..];
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)Extensions.Length);
        Extensions.Span.CopyTo(rest[2..]);
        return data;
    }

    private static SignedCertificateTimestamp? Read(ReadOnlyMemory<byte> item)
    {
        if (item.Length < 1 + LogIdSize + 8 || item.Span[0] != 0)
        {
            return null;
        }

        var logId = item.Slice(1, LogIdSize);
        var timestamp = BinaryPrimitives.ReadUInt64BigEndian(item.Span[(1 + LogIdSize)..]);
        var rest = item[(1 + LogIdSize + 8)..];
        if (!TryTake(ref rest, out var extensions) || rest.Length < 2)
        {
            return null;
        }

        var (hash, algorithm) = (rest.Span[0], rest.Span[1]);
        rest = rest[2..];
        return TryTake(ref rest, out var signature) && rest.IsEmpty
            ? new SignedCertificateTimestamp(logId, timestamp, extensions, hash, algorithm, signature)
            : null;
    }

    /// <summary>Takes bytes that stand behind their length.</summary>
    private static bool TryTake(ref ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> taken)
    {
        taken = default;
        if (bytes.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(bytes.Span) is var length && bytes.Length - 2 < length)
        {
            return false;
        }

        taken = bytes.Slice(2, length);
        bytes = bytes[(2 + length)..];
        return true;
    }
}
