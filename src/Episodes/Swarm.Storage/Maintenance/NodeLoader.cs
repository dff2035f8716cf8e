using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>Makes a node's row from its documents. A document that is signed, or that a signed one names, goes before any other.</summary>
internal static class NodeLoader
{
    /// <summary>Gives the node of an entry of the head log; null where no document tells enough.</summary>
    /// <param name="layout">Where the documents lie.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="row">The node as an older catalog has it; null where none does.</param>
    public static NodeRecord? Load(StoreLayout layout, HeadEntry entry, NodeRecord? row)
    {
        var (node, certificate) = Read(layout, entry.NodeId);

        // Without its folder a node has no capabilities either, and is lost.
        var rowDocument = Directory.Exists(layout.NodeFolder(entry.NodeId)) ? row?.ToDocument() : null;
        var document = (IsNamed(entry, node) ? ParseNode(node) : null)
            ?? (rowDocument is not null && IsNamed(entry, CanonicalJson.Serialize(rowDocument, ContractJson.Default.NodeDocument)) ? rowDocument : null)
            ?? (entry.CertificateSha256 == Digest.Compute(certificate) ? ParseCertificate(certificate) : null)
            ?? ParseNode(node)
            ?? ParseCertificate(certificate);
        return document is null || !string.Equals(document.NodeId, entry.NodeId, StringComparison.Ordinal) ? null : MakeRecord(document, entry.CertificateSha256) with
        {
            Operation = entry.Operation,
            Label = entry.Label,
            ParentNodeId = entry.ParentNodeId,
        };
    }

    private static bool IsNamed(HeadEntry entry, byte[] document) =>
        entry.Documents is { } documents && documents.TryGetValue(NodeFiles.Node, out var digest) && digest == Digest.Compute(document);

    /// <summary>Gives a node that no log names; null where its documents do not tell enough.</summary>
    public static NodeRecord? Load(StoreLayout layout, string nodeId)
    {
        var (node, certificate) = Read(layout, nodeId);
        var document = ParseCertificate(certificate) ?? ParseNode(node);
        return document is null || !string.Equals(document.NodeId, nodeId, StringComparison.Ordinal)
            ? null
            : MakeRecord(document, certificate.Length == 0 ? null : Digest.Compute(certificate));
    }

    private static (byte[] Node, byte[] Certificate) Read(StoreLayout layout, string nodeId) =>
        (TryRead(layout.NodeFile(nodeId, NodeFiles.Node)), TryRead(layout.NodeFile(nodeId, NodeFiles.Certificate)));

    private static NodeRecord MakeRecord(NodeDocument document, Digest? certificate) => new()
    {
        NodeId = document.NodeId,
        ParentNodeId = document.ParentNodeId,
        RunId = document.RunId,
        Operation = document.Operation,
        Label = document.Label,
        RatchetStep = document.RatchetStep,
        StateId = document.StateId,
        SnapshotRoot = document.SnapshotRoot,
        OriginNodeId = document.NodeId,
        StateCommitment = document.StateCommitment,
        NetCommitment = document.NetCommitment,
        CertificateSha256 = certificate,
        CreatedAt = document.CreatedAt,
    };

    private static NodeDocument? ParseNode(byte[] bytes) =>
        TryParse(() => StrictJson.Parse(bytes, ContractJson.Default.NodeDocument, NodeFiles.Node));

    private static NodeDocument? ParseCertificate(byte[] bytes) =>
        TryParse(() => FromCertificate(StrictJson.Parse(bytes, ContractJson.Default.Certificate, NodeFiles.Certificate)));

    private static NodeDocument? FromCertificate(Certificate certificate)
    {
        var state = certificate.Result.NewState;
        return certificate.Node is { } node && state.SnapshotRoot is { } root && state.RatchetStep is { } step
            && state.StateCommitment is { } stateCommitment && state.NetCommitment is { } netCommitment
            ? new NodeDocument
            {
                NodeId = node.NodeId,
                ParentNodeId = node.ParentNodeId,
                RunId = certificate.JobId,
                Operation = node.ParentNodeId is null ? Operations.Launch : Operations.Resume,
                Label = node.Label,
                RatchetStep = step,
                StateId = state.StateId,
                SnapshotRoot = root,
                StateCommitment = stateCommitment,
                NetCommitment = netCommitment,
                CreatedAt = certificate.Timestamp,
            }
            : null;
    }

    private static byte[] TryRead(string file)
    {
        try
        {
            return File.Exists(file) ? DocumentFile.TryRead(file) ?? [] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static NodeDocument? TryParse(Func<NodeDocument?> parse)
    {
        try
        {
            return parse();
        }
        catch (SwarmException)
        {
            return null;
        }
    }
}
