using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Time;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>
/// Brings back a store's description: from its signed copy, as it lies there, or from a copy of the store. Where all of those are gone it is written
/// again under the head log's id with a fresh secret, because the secret only names new chunks: what is there opens by the nodes' capabilities.
/// </summary>
internal sealed class DescriptionRecovery(StoreLayout layout, StoreKeys keys, StoreRepair repair, Action<string> note)
{
    /// <summary>Gives the description.</summary>
    /// <param name="history">What can be read of the head log, of whichever store.</param>
    /// <exception cref="SwarmException">It is of a newer version, or nothing there is these keys' (<c>KEY_INVALID</c>).</exception>
    public StoreDocument Recover(HeadHistory history)
    {
        var present = ReadPresent();
        var signed = SignedDescription.TryRead(layout, keys.Public.VerificationKey);
        var storeId = history.Entries.Count > 0 ? history.Entries[0].StoreId : null;
        var candidates = new[] { signed, present }.Concat(repair.Stores.Select(store => store.Document).Where(document => storeId is not null && IsOf(document, storeId)));
        if (candidates.OfType<StoreDocument>().FirstOrDefault(document => (storeId is null || IsOf(document, storeId)) && Opens(document)) is { } found)
        {
            if (present != found)
            {
                note(found == signed ? "The store.json was brought back from its signed copy." : "The store.json was brought back from a copy of the store.");
            }

            return found;
        }

        // Somebody else's store is not taken over.
        if (present is not null && signed is null)
        {
            keys.Require(Cryptography.Age.AgeRecipient.Parse(present.Recipient), layout.Root);
        }

        RequireOwn(history);
        note("The store.json was written again with a fresh secret, because no copy of it is left: content that comes back is stored once more.");
        return Store.Describe(
            keys, repair.Random, storeId ?? Core.Identifiers.Identifier.Create("store-", repair.Random),
            history.Entries.Count > 0 ? history.Entries[0].Timestamp : RecordedClock.Format(repair.Clock.Now));
    }

    /// <summary>What is damaged is as good as gone; a newer version and what may not be read are not.</summary>
    private StoreDocument? ReadPresent()
    {
        try
        {
            return Store.ReadDocument(layout);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.StoreDamaged
            || (exception.ErrorCode == ErrorCode.StoreNotFound && layout.Look() == StorePresence.Remains))
        {
            return null;
        }
    }

    private static bool IsOf(StoreDocument document, string storeId) => string.Equals(document.StoreId, storeId, StringComparison.Ordinal);

    private bool Opens(StoreDocument document)
    {
        using var secret = string.Equals(document.Recipient, keys.Public.Recipient.ToString(), StringComparison.Ordinal) ? Store.TryOpenSecret(document, keys) : null;
        return secret is not null;
    }

    private void RequireOwn(HeadHistory history)
    {
        if (history.Entries.Count == 0 && !layout.NodeFolders.Any(folder => OpensTokens(Path.GetFileName(folder))))
        {
            throw new SwarmException(
                ErrorCode.KeyInvalid,
                $"Nothing of the store under '{layout.Root}' opens with the keys '{keys.Public.Name}' ({keys.Public.Recipient}): "
                    + "choose the profile that made it, or import its keys with 'swarm key import'.");
        }
    }

    private bool OpensTokens(string nodeId)
    {
        try
        {
            var tokens = Core.Json.StrictJson.Parse(
                DocumentFile.Read(layout.NodeFile(nodeId, NodeFiles.NextTokens)), ContractJson.Default.NextTokens, NodeFiles.NextTokens);
            using var capability = Cryptography.Capabilities.Capability.Open(System.Text.Encoding.ASCII.GetBytes(tokens.StateCap), keys.Sealing);
            return true;
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
