using Microsoft.Data.Sqlite;
using Swarm.Core.Errors;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Signing;

namespace Swarm.Storage.Heads;

/// <summary>One entry of the head log with its number, as it lies in the catalog or in a line of the file.</summary>
/// <param name="Sequence">The number that it lies under.</param>
/// <param name="Envelope">The envelope's bytes.</param>
internal sealed record HeadRow(long Sequence, byte[] Envelope)
{
    public static HeadRow Read(SqliteDataReader row) => new(row.GetInt64(0), row.GetFieldValue<byte[]>(1));

    public bool Equals(HeadRow? other) => other is not null && Sequence == other.Sequence && Envelope.AsSpan().SequenceEqual(other.Envelope);

    public override int GetHashCode() => Sequence.GetHashCode();

    /// <summary>Whether it is, byte for byte, what the key's owner writes under this number for a store.</summary>
    public bool IsWritten(VerificationKey key, string storeId) => HasForm(key, storeId) && DsseEnvelope.Parse(Envelope).Verify(key) is not null;

    /// <summary>Whether all that the signature does not cover is as it is written.</summary>
    public bool HasForm(VerificationKey key, string storeId)
    {
        try
        {
            var envelope = DsseEnvelope.Parse(Envelope);
            return envelope is { PayloadType: HeadLog.PayloadType, Signatures: [{ KeyId: { } id }] }
                && string.Equals(id, key.KeyId, StringComparison.Ordinal)
                && envelope.Serialize().AsSpan().SequenceEqual(Envelope)
                && HeadLog.ReadEntry(envelope.DecodePayload()) is var entry
                && entry.Sequence == Sequence && string.Equals(entry.StoreId, storeId, StringComparison.Ordinal);
        }
        catch (SwarmException)
        {
            return false;
        }
    }
}
