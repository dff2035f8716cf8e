using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Cryptography.Dsse;
using Swarm.Storage.Heads;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>Holds the head log against its copy and against the nodes.</summary>
internal sealed class HeadAudit(Store store, Action<StoreProblem> report)
{
    /// <returns>The number of entries.</returns>
    public int Run()
    {
        try
        {
            // The copy first: it is never ahead of the log.
            var copy = HeadLog.ReadFile(store.Layout.Heads);
            var envelopes = store.Heads.Envelopes;
            var entries = HeadLog.Verify(envelopes, [store.Keys.Public.VerificationKey]).Select(record => record.Entry).ToList();
            if (entries.Any(entry => !string.Equals(entry.StoreId, store.Document.StoreId, StringComparison.Ordinal)))
            {
                Report("it is the log of another store");
            }

            CompareCopy(copy, envelopes);
            CompareNodes(entries);
            return entries.Count;
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            Report(exception.Message);
            return 0;
        }
    }

    /// <summary>The copy may lack the last entries, which a crash kept from it, and never has others.</summary>
    private void CompareCopy(IReadOnlyList<DsseEnvelope> copy, IReadOnlyList<DsseEnvelope> envelopes)
    {
        if (copy.Count > envelopes.Count)
        {
            Report($"its copy has {copy.Count - envelopes.Count} entries that the catalog lacks: the catalog was rolled back; repair brings them back");
        }
        else if (copy.Zip(envelopes).Any(pair => !pair.First.Serialize().AsSpan().SequenceEqual(pair.Second.Serialize())))
        {
            Report("its copy differs from it");
        }
    }

    private void CompareNodes(IReadOnlyList<HeadEntry> entries)
    {
        var made = entries.Where(entry => !IsRemoval(entry)).ToLookup(entry => entry.NodeId, StringComparer.Ordinal);
        var removed = entries.Where(IsRemoval).Select(entry => entry.NodeId).ToHashSet(StringComparer.Ordinal);
        var nodes = store.ListNodes();
        foreach (var node in nodes)
        {
            if (made[node.NodeId].Count() != 1 || !Matches(made[node.NodeId].First(), node) || removed.Contains(node.NodeId) != node.IsRemoved)
            {
                report(new StoreProblem(StoreProblemKind.HeadLog, node.NodeId, "The head log has the node otherwise than the catalog."));
            }
        }

        foreach (var missing in made.Select(group => group.Key).Except(nodes.Select(node => node.NodeId), StringComparer.Ordinal))
        {
            report(new StoreProblem(StoreProblemKind.HeadLog, missing, "The head log names the node and the catalog does not have it."));
        }
    }

    private static bool Matches(HeadEntry entry, NodeRecord node) =>
        string.Equals(entry.Label, node.Label, StringComparison.Ordinal)
        && string.Equals(entry.Operation, node.Operation, StringComparison.Ordinal)
        && string.Equals(entry.ParentNodeId, node.ParentNodeId, StringComparison.Ordinal)
        && entry.CertificateSha256 == node.CertificateSha256;

    private static bool IsRemoval(HeadEntry entry) => string.Equals(entry.Operation, Operations.Remove, StringComparison.Ordinal);

    private void Report(string detail) => report(new StoreProblem(StoreProblemKind.HeadLog, Path.GetFileName(store.Layout.Heads), detail));
}
