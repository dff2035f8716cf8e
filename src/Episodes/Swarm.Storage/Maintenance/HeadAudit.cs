using Swarm.Core.Contracts;
using Swarm.Core.Digests;
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
            var copy = HeadLog.ReadLines(store.Layout.Heads);
            var rows = store.Heads.Rows;
            var entries = HeadLog.Verify([.. rows.Select(row => DsseEnvelope.Parse(row.Envelope))], [store.Keys.Public.VerificationKey])
                .Select(record => record.Entry).ToList();
            if (entries.Any(entry => !string.Equals(entry.StoreId, store.Document.StoreId, StringComparison.Ordinal)))
            {
                Report("it is the log of another store");
            }
            else if (rows.FirstOrDefault(row => !row.HasForm(store.Keys.Public.VerificationKey, store.Document.StoreId)) is { } changed)
            {
                Report($"its entry {changed.Sequence} in the catalog is not what was written");
            }

            CompareCopy(copy, rows);
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
    private void CompareCopy(IReadOnlyList<byte[]> copy, IReadOnlyList<HeadRow> rows)
    {
        if (copy.Count > rows.Count)
        {
            Report($"its copy has {copy.Count - rows.Count} entries that the catalog lacks: the catalog was rolled back; repair brings them back");
        }
        else if (copy.Zip(rows).Any(pair => !pair.First.AsSpan().SequenceEqual(pair.Second.Envelope)))
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
            else
            {
                CompareDocuments(node, made[node.NodeId].First());
            }
        }

        if (!nodes.Select(node => node.NodeId).SequenceEqual(made.Select(group => group.Key), StringComparer.Ordinal))
        {
            Report("the catalog has the nodes in another order");
        }

        foreach (var missing in made.Select(group => group.Key).Except(nodes.Select(node => node.NodeId), StringComparer.Ordinal))
        {
            report(new StoreProblem(StoreProblemKind.HeadLog, missing, "The head log names the node and the catalog does not have it."));
        }
    }

    private void CompareDocuments(NodeRecord node, HeadEntry entry)
    {
        if (entry.Documents is not { } documents)
        {
            return;
        }

        foreach (var name in NodeFiles.All.Where(name => !node.IsRemoved || !string.Equals(name, NodeFiles.NextTokens, StringComparison.Ordinal)))
        {
            var file = store.Layout.NodeFile(node.NodeId, name);
            var isPresent = File.Exists(file);
            var present = isPresent && DocumentFile.TryRead(file) is { } content ? Digest.Compute(content) : (Digest?)null;
            var named = documents.TryGetValue(name, out var digest) ? digest : (Digest?)null;
            if (present != named || isPresent != named.HasValue)
            {
                report(new StoreProblem(StoreProblemKind.Document, node.NodeId, $"Its {name} is {(isPresent ? "not the one that the head log names" : "missing")}."));
            }
        }
    }

    private static bool Matches(HeadEntry entry, NodeRecord node) =>
        string.Equals(entry.Label, node.Label, StringComparison.Ordinal)
        && string.Equals(entry.Operation, node.Operation, StringComparison.Ordinal)
        && string.Equals(entry.ParentNodeId, node.ParentNodeId, StringComparison.Ordinal)
        && entry.CertificateSha256 == node.CertificateSha256
        && (!string.Equals(entry.Operation, Operations.Fork, StringComparison.Ordinal) || string.Equals(entry.Timestamp, node.CreatedAt, StringComparison.Ordinal));

    private static bool IsRemoval(HeadEntry entry) => string.Equals(entry.Operation, Operations.Remove, StringComparison.Ordinal);

    private void Report(string detail) => report(new StoreProblem(StoreProblemKind.HeadLog, Path.GetFileName(store.Layout.Heads), detail));
}
