using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Time;
using Swarm.Storage.Catalogs;
using Swarm.Storage.Heads;
using Swarm.Storage.Nodes;
using Swarm.Storage.Packs;
using Swarm.Storage.Runs;

namespace Swarm.Storage.Stores;

/// <content>Making nodes appear and go.</content>
public sealed partial class Store
{
    /// <summary>Makes a node appear, with everything that belongs to it, durably and at once.</summary>
    /// <param name="commit">What appears.</param>
    /// <exception cref="SwarmException">The node is there already, or the store is held or cannot be written.</exception>
    public void Commit(NodeCommit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var folder = Layout.NodeFolder(commit.Node.NodeId);
        using var writing = LockWrites("commit a node");
        if (FindNode(commit.Node.NodeId) is not null)
        {
            throw new SwarmException(ErrorCode.StoreBusy, $"Node {commit.Node.NodeId} is there already: another process committed it meanwhile. Use that node.");
        }

        // A store that was made before has no signed copy of its description yet.
        if (!File.Exists(Layout.SignedDocument))
        {
            SignedDescription.Write(Layout, Document, Keys.Signing);
        }

        var earlier = commit.Run is { } run ? FindRun(run.RunId) : null;
        try
        {
            WriteDocuments(folder, commit.Documents);
            Catalog.Write(transaction => Commit(transaction, commit));
        }
        catch
        {
            if (TryTakeBack(commit, earlier))
            {
                TreeRemoval.TryRemove(folder);
            }

            throw;
        }

        MarkCommitted(commit.Node.NodeId);
        MirrorHeads();
    }

    /// <summary>Adds a node that copies nothing: a fork.</summary>
    /// <param name="parentNodeId">The node that is forked.</param>
    /// <param name="label">The new branch's name.</param>
    /// <param name="make">Makes the node, given the number of forks that have this parent and label.</param>
    /// <exception cref="SwarmException">The parent was removed (<c>NODE_NOT_FOUND</c>).</exception>
    public NodeRecord AddFork(string parentNodeId, string label, Func<int, NodeRecord> make) => AddForks([new NodeFork(parentNodeId, label, make)])[0];

    /// <summary>Adds nodes that copy nothing, all or none, in one durable write.</summary>
    /// <param name="forks">The forks, in the order in which they are made.</param>
    /// <returns>The nodes, in the same order.</returns>
    /// <exception cref="SwarmException">A parent was removed (<c>NODE_NOT_FOUND</c>).</exception>
    public IReadOnlyList<NodeRecord> AddForks(IReadOnlyList<NodeFork> forks)
    {
        ArgumentNullException.ThrowIfNull(forks);
        return forks.Count == 0 ? [] : Write("fork a node", transaction =>
        {
            RequireCurrentHeads(transaction);
            return forks.Select(fork => AddFork(transaction, fork)).ToArray();
        });
    }

    /// <summary>Removes the state and the capabilities of nodes, all or none. Their certificates stay, and so do the nodes that came from them.</summary>
    /// <param name="nodes">The nodes.</param>
    public void RemoveNodes(IReadOnlyList<NodeRecord> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        if (nodes.Count == 0)
        {
            return;
        }

        var time = RecordedClock.Format(_clock.Now);
        var unused = Reserve.Use(() => Write("remove nodes", transaction =>
        {
            RequireCurrentHeads(transaction);
            foreach (var node in nodes.Where(node => transaction.Execute(
                "UPDATE node SET is_removed = 1 WHERE node_id = $id AND is_removed = 0", ("$id", node.NodeId)) > 0))
            {
                HeadLog.Append(transaction, Document.StoreId, Operations.Remove, node, time, Keys.Signing);
            }

            return nodes.DistinctBy(node => node.OriginNodeId, StringComparer.Ordinal).Where(node => transaction.ReadFirst(
                "SELECT count(*) FROM node WHERE origin_node_id = $origin AND is_removed = 0", row => row.GetInt32(0), ("$origin", node.OriginNodeId)) == 0).ToArray();
        }));
        foreach (var node in unused)
        {
            RemoveTokens(node);
        }
    }

    private void RemoveTokens(NodeRecord node)
    {
        var tokens = Layout.NodeFile(node.OriginNodeId, NodeFiles.NextTokens);
        try
        {
            File.Delete(tokens);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Warn($"Node {node.NodeId} is removed, but its sealed capabilities '{tokens}' could not be: {exception.Message} 'swarm store optimize' removes them.");
        }
    }

    /// <summary>
    /// Undoes a commit whose last flush failed: SQLite says that it failed, and yet it stands, though perhaps not on the disk. It was told to
    /// nobody, so that the head log may lose it again.
    /// </summary>
    /// <returns>Whether the node is not there; where the disk does not let anybody know, what belongs to it stays.</returns>
    private bool TryTakeBack(NodeCommit commit, RunRecord? earlier)
    {
        try
        {
            return FindNode(commit.Node.NodeId) is null || Catalog.Write(transaction =>
            {
                transaction.Execute("DELETE FROM run WHERE run_id = $run", ("$run", commit.Run?.RunId));
                if (earlier is not null)
                {
                    transaction.PutRun(earlier);
                }

                transaction.Execute("DELETE FROM node WHERE node_id = $id", ("$id", commit.Node.NodeId));
                transaction.Execute("DELETE FROM head WHERE sequence = (SELECT max(sequence) FROM head)");
                transaction.RemovePacks(commit.Snapshot.Pack is { } pack ? [pack.Name] : []);
                return true;
            });
        }
        catch (SwarmException)
        {
            return false;
        }
    }

    // What cannot be removed now is named by nothing, and Optimize-SwarmStore takes it.
    private void Warn(string message) => Warning?.Invoke(message);

    private bool Commit(CatalogTransaction transaction, NodeCommit commit)
    {
        // Chunks that were found before the step ran may have been swept since, if their last node was removed.
        if (transaction.Generation != commit.Snapshot.Generation)
        {
            var added = commit.Snapshot.Records.Select(record => record.Header.Id).ToHashSet();
            if (!commit.Snapshot.NeededIds.All(id => added.Contains(id) || transaction.HasRecord(id)))
            {
                throw new SwarmException(ErrorCode.StoreBusy, "The store was swept while the run went on, and chunks that it builds on are gone: run it again.");
            }
        }

        if (commit.Snapshot.Pack is { } pack)
        {
            transaction.AddPack(pack.Name, pack.Size, commit.Snapshot.Records);
        }

        RequireCurrentHeads(transaction);
        Add(transaction, commit.Node, commit.Documents.ToDictionary(document => document.Key, document => Digest.Compute(document.Value), StringComparer.Ordinal));
        if (commit.Run is { } run)
        {
            transaction.PutRun(run);
        }

        return true;
    }

    private void MarkCommitted(string nodeId)
    {
        try
        {
            File.Delete(Layout.NodeFile(nodeId, NodeFiles.Uncommitted));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The catalog has the node, which counts; only a later rollback of both goes unnoticed for it.
        }
    }

    private void MirrorHeads()
    {
        try
        {
            Heads.Mirror();
        }
        catch (SwarmException exception)
        {
            // What was committed stands, and is reported so.
            Warn($"What was done stands in the catalog, but the head log's copy was not brought up to it: {exception.Message} The next write tries again.");
        }
    }

    private static void WriteDocuments(string folder, IReadOnlyDictionary<string, byte[]> documents)
    {
        var temporary = $"{folder}.{Guid.NewGuid():N}{PackFormat.TemporaryExtension}";
        DurableFile.CreateDirectory(temporary);
        try
        {
            foreach (var (name, content) in documents)
            {
                DurableFile.WriteNew(Path.Combine(temporary, name), content);
            }

            DurableFile.WriteScratch(Path.Combine(temporary, NodeFiles.Uncommitted), []);
            DirectoryFlush.Flush(temporary);

            // What stands there belongs to no node: a run that ended between its documents and its commit left it.
            TreeRemoval.Remove(folder);
            Directory.Move(temporary, folder);
            DirectoryFlush.Flush(Path.GetDirectoryName(folder)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(folder, exception);
        }
        finally
        {
            TreeRemoval.TryRemove(temporary);
        }
    }

    private NodeRecord AddFork(CatalogTransaction transaction, NodeFork fork)
    {
        if (transaction.ReadFirst("SELECT is_removed FROM node WHERE node_id = $parent", row => (int?)row.GetInt32(0), ("$parent", fork.ParentNodeId)) != 0)
        {
            throw new SwarmException(ErrorCode.NodeNotFound, $"Node {fork.ParentNodeId} was removed meanwhile: fork another.");
        }

        var ordinal = transaction.ReadFirst(
            "SELECT count(*) FROM node WHERE parent_node_id = $parent AND label = $label AND operation = 'fork'",
            row => row.GetInt32(0),
            ("$parent", fork.ParentNodeId), ("$label", fork.Label));
        var node = fork.Make(ordinal);
        Add(transaction, node, documents: null);
        return node;
    }

    private void Add(CatalogTransaction transaction, NodeRecord node, IReadOnlyDictionary<string, Digest>? documents)
    {
        transaction.AddNode(node);

        // A fork has no document: its entry alone says when it was made.
        var time = documents is null ? node.CreatedAt : RecordedClock.Format(_clock.Now);
        HeadLog.Append(transaction, Document.StoreId, node.Operation, node, time, Keys.Signing, documents);
    }

    private void RequireCurrentHeads(CatalogTransaction transaction) => Heads.RequireCurrent(
        () => transaction.ReadFirst("SELECT sequence, envelope FROM head ORDER BY sequence DESC LIMIT 1", HeadRow.Read), Keys.Public.VerificationKey, Document.StoreId);
}
