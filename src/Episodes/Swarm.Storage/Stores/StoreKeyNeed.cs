using Swarm.Core.Errors;
using Swarm.Cryptography.Dsse;

namespace Swarm.Storage.Stores;

/// <summary>Which keys a store needs, as far as it says so without them.</summary>
/// <param name="Recipient">The age recipient that it is sealed to; null where no description is left.</param>
/// <param name="OperatorKeyId">The id of the key that signs for it; null in a store without a signed description.</param>
public sealed record StoreKeyNeed(string? Recipient, string? OperatorKeyId)
{
    /// <summary>Reads what a store says. Nothing of it is verified.</summary>
    /// <param name="layout">Where it lies.</param>
    public static StoreKeyNeed Read(StoreLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var envelope = Try(() => DsseEnvelope.Parse(DocumentFile.Read(layout.SignedDocument)));
        var document = Try(() => Store.ReadDocument(layout)) ?? (envelope is null ? null : Try(() => SignedDescription.Parse(envelope)));
        return new StoreKeyNeed(document?.Recipient, envelope?.Signatures[0].KeyId);
    }

    /// <summary>Names the keys for a message.</summary>
    public string Describe() => (Recipient, OperatorKeyId) switch
    {
        ({ } recipient, { } id) => $"{recipient}, signing as {id}",
        ({ } recipient, _) => recipient,
        (_, { } id) => $"those that sign as {id}",
        _ => "those that made it",
    };

    private static T? Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
