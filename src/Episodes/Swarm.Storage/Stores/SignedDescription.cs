using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Signing;

namespace Swarm.Storage.Stores;

/// <summary>The store's description under the operator's signature: <c>store.json</c> is held against it, and brought back from it.</summary>
internal static class SignedDescription
{
    /// <summary>The DSSE payload type.</summary>
    public const string PayloadType = "application/vnd.swarm.store+json";

    /// <summary>Writes the signed copy.</summary>
    public static void Write(StoreLayout layout, StoreDocument document, SigningKey key) =>
        DurableFile.Write(layout.SignedDocument, Sign(document, key));

    /// <summary>Gives the bytes of the signed copy; the same each time.</summary>
    public static byte[] Sign(StoreDocument document, SigningKey key) => DsseEnvelope.Sign(PayloadType, Serialize(document), key).Serialize();

    /// <summary>The one form in which a description is written.</summary>
    public static byte[] Serialize(StoreDocument document) => CanonicalJson.Serialize(document, ContractJson.Default.StoreDocument);

    /// <summary>Reads what an envelope holds, whoever signed it.</summary>
    public static StoreDocument Parse(DsseEnvelope envelope) => StrictJson.Parse(envelope.DecodePayload(), ContractJson.Default.StoreDocument, "store.json");

    /// <summary>Reads the signed copy.</summary>
    /// <returns>The description; null where there is none or the key did not sign it.</returns>
    public static StoreDocument? TryRead(StoreLayout layout, VerificationKey key)
    {
        try
        {
            var envelope = DsseEnvelope.Parse(DocumentFile.Read(layout.SignedDocument));
            return string.Equals(envelope.PayloadType, PayloadType, StringComparison.Ordinal) && envelope.Verify(key) is not null
                ? Parse(envelope)
                : null;
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
