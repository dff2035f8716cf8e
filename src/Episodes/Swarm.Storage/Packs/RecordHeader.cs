using System.Buffers.Binary;
using Swarm.Core.Digests;
using Swarm.Cryptography.Sealing;

namespace Swarm.Storage.Packs;

/// <summary>The open part of a record: what a rebuild of the catalog needs, bound to the sealed part as associated data.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Codec">How it was compressed.</param>
/// <param name="PlainLength">The plaintext's length in bytes.</param>
/// <param name="SealedLength">The sealed part's length in bytes.</param>
/// <param name="Id">The keyed id.</param>
internal readonly record struct RecordHeader(RecordKind Kind, RecordCodec Codec, int PlainLength, int SealedLength, Digest Id)
{
    /// <summary>The length of a header in bytes.</summary>
    public const int Size = 44;

    /// <summary>The length of the associated data in bytes.</summary>
    public const int AssociatedDataSize = 15 + 1 + 1 + 4 + Digest.Size;

    /// <summary>The most plaintext bytes of one record.</summary>
    public const int MostPlainBytes = 16 * 1024 * 1024;

    /// <summary>The most bytes of a record with its header.</summary>
    public const int MostBytes = Size + MostPlainBytes + RecordCipher.Overhead;

    public void Write(Span<byte> destination)
    {
        destination[..4].Clear();
        destination[0] = (byte)Kind;
        destination[1] = (byte)Codec;
        BinaryPrimitives.WriteInt32BigEndian(destination[4..], PlainLength);
        BinaryPrimitives.WriteInt32BigEndian(destination[8..], SealedLength);
        Id.Span.CopyTo(destination[12..]);
    }

    public static bool TryRead(ReadOnlySpan<byte> source, out RecordHeader header)
    {
        header = new RecordHeader(
            (RecordKind)source[0],
            (RecordCodec)source[1],
            BinaryPrimitives.ReadInt32BigEndian(source[4..]),
            BinaryPrimitives.ReadInt32BigEndian(source[8..]),
            new Digest(source.Slice(12, Digest.Size)));
        return header.Kind is RecordKind.Data or RecordKind.ManifestPart or RecordKind.ManifestRoot
            && header.Codec is RecordCodec.None or RecordCodec.Zstandard
            && source[2] == 0 && source[3] == 0
            && header.PlainLength is >= 0 and <= MostPlainBytes
            && header.SealedLength >= RecordCipher.Overhead && header.SealedLength <= MostPlainBytes + RecordCipher.Overhead;
    }

    /// <summary>Version, kind, codec, length and id, so that no record can stand in for another.</summary>
    public void WriteAssociatedData(Span<byte> destination)
    {
        "swarm/record/v1"u8.CopyTo(destination);
        destination[15] = (byte)Kind;
        destination[16] = (byte)Codec;
        BinaryPrimitives.WriteInt32BigEndian(destination[17..], PlainLength);
        Id.Span.CopyTo(destination[21..]);
    }
}
