using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>
/// Brings back documents of nodes: what follows from the certificate is made again, the rest comes from copies of the store or from a node with the
/// same document. Only what has the digest that is asked for takes another's place.
/// </summary>
internal sealed class DocumentMender(Store store, StoreRepair repair, IReadOnlyList<Store> copies, Action<string> note)
{
    /// <summary>Copies the folders of nodes that are gone.</summary>
    public static void RestoreFolders(StoreLayout layout, IEnumerable<string> nodeIds, IReadOnlyList<Store> copies, Action<string> note)
    {
        foreach (var id in nodeIds.Where(id => Identifier.IsValid(id, Identifier.NodePrefix) && !Directory.Exists(layout.NodeFolder(id))))
        {
            if (copies.FirstOrDefault(copy => Directory.Exists(copy.Layout.NodeFolder(id))) is { } copy)
            {
                DurableFile.CreateDirectory(layout.NodeFolder(id));
                foreach (var name in NodeFiles.All)
                {
                    if (Read(copy.Layout, id, name) is { } content)
                    {
                        DurableFile.Write(layout.NodeFile(id, name), content);
                    }
                }

                note($"The documents of node {id} came back from '{copy.Layout.Root}'.");
            }
        }
    }

    /// <summary>Replaces the documents with which something is wrong.</summary>
    public void Run(IReadOnlyList<HeadEntry> entries, CancellationToken cancellationToken)
    {
        var named = entries.Where(entry => entry.Documents is not null).DistinctBy(entry => entry.NodeId).ToDictionary(entry => entry.NodeId, entry => entry.Documents!, StringComparer.Ordinal);
        var nodes = store.ListNodes().Where(node => string.Equals(node.OriginNodeId, node.NodeId, StringComparison.Ordinal)).ToArray();
        foreach (var node in nodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Mend(node, named.GetValueOrDefault(node.NodeId) ?? NamesOf(node));
        }

        MendUnnamed([.. nodes.Where(node => !named.ContainsKey(node.NodeId))], cancellationToken);
    }

    /// <summary>Gives the digests of the documents that a node has.</summary>
    public static IReadOnlyDictionary<string, Digest> DigestsOf(StoreLayout layout, string nodeId) => NodeFiles.All
        .Select(name => (Name: name, Content: Read(layout, nodeId, name))).Where(document => document.Content is not null)
        .ToDictionary(document => document.Name, document => Digest.Compute(document.Content), StringComparer.Ordinal);

    private void Mend(NodeRecord node, IReadOnlyDictionary<string, Digest> documents)
    {
        foreach (var name in NodeFiles.All.Where(documents.ContainsKey).Where(name => !node.IsRemoved || !string.Equals(name, NodeFiles.NextTokens, StringComparison.Ordinal)))
        {
            if (!Has(store.Layout, node.NodeId, name, documents[name]))
            {
                Mend(node, name, documents[name]);
            }
        }
    }

    private void Mend(NodeRecord node, string name, Digest digest)
    {
        if (Make(node, name) is { } made && Digest.Compute(made) == digest)
        {
            Replace(node, name, made, "made again");
            return;
        }

        foreach (var (layout, nodeId) in Sources(node))
        {
            if (Has(layout, nodeId, name, digest))
            {
                Replace(node, name, Read(layout, nodeId, name)!, layout == store.Layout ? $"taken from node {nodeId}" : $"replaced by that of '{layout.Root}'");
                return;
            }
        }
    }

    private IEnumerable<(StoreLayout Layout, string NodeId)> Sources(NodeRecord node) =>
        copies.Select(copy => (copy.Layout, node.NodeId)).Concat(store.ListNodes().Select(other => (store.Layout, other.OriginNodeId)).Distinct());

    private void Replace(NodeRecord node, string name, byte[] content, string how)
    {
        DurableFile.CreateDirectory(store.Layout.NodeFolder(node.NodeId));
        DurableFile.Write(store.Layout.NodeFile(node.NodeId, name), content);
        note($"The {name} of node {node.NodeId} was {how}.");
    }

    /// <summary>What the certificate and the catalog say of documents whose digests the head log does not have.</summary>
    private Dictionary<string, Digest> NamesOf(NodeRecord node)
    {
        var names = new Dictionary<string, Digest>(StringComparer.Ordinal)
        {
            [NodeFiles.Node] = Digest.Compute(CanonicalJson.Serialize(node.ToDocument(), ContractJson.Default.NodeDocument)),
        };
        if (node.CertificateSha256 is { } digest)
        {
            names[NodeFiles.Certificate] = digest;
            if (ReadCertificate(node) is { } certificate)
            {
                names[NodeFiles.RunSpec] = certificate.RequestHash;
                if (certificate.Policy is { } policy)
                {
                    names[NodeFiles.Policy] = policy.PolicyHash;
                }
            }
        }

        return names;
    }

    /// <summary>Takes the documents that nothing names from a copy in which their node is sound.</summary>
    private void MendUnnamed(NodeRecord[] nodes, CancellationToken cancellationToken)
    {
        var unsound = nodes.Length == 0 ? [] : FindUnsound(store, cancellationToken);
        var others = copies.Select(copy => (copy.Layout, Unsound: new Lazy<HashSet<string>>(() => FindUnsound(copy, cancellationToken)))).ToArray();
        foreach (var node in nodes.Where(node => unsound.Contains(node.NodeId)))
        {
            foreach (var (layout, _) in others.Where(other => Directory.Exists(other.Layout.NodeFolder(node.NodeId)) && !other.Unsound.Value.Contains(node.NodeId)).Take(1))
            {
                Replace(node, layout);
            }
        }
    }

    private void Replace(NodeRecord node, StoreLayout from)
    {
        foreach (var name in new[] { NodeFiles.Attestation, NodeFiles.SigstoreBundle, NodeFiles.Result, NodeFiles.NextTokens })
        {
            if (Read(from, node.NodeId, name) is { } content && !Has(store.Layout, node.NodeId, name, Digest.Compute(content)))
            {
                Replace(node, name, content, $"replaced by that of '{from.Root}'");
            }
        }
    }

    private static HashSet<string> FindUnsound(Store store, CancellationToken cancellationToken)
    {
        var subjects = new HashSet<string>(StringComparer.Ordinal);
        new NodeAudit(store, [store.Keys.Public.VerificationKey], problem => subjects.Add(problem.Subject)).Run(cancellationToken);
        return subjects;
    }

    private byte[]? Make(NodeRecord node, string name) => name switch
    {
        NodeFiles.Node => CanonicalJson.Serialize(node.ToDocument(), ContractJson.Default.NodeDocument),
        NodeFiles.Attestation => node.RunId is { } run && Read(store.Layout, node.NodeId, NodeFiles.Certificate) is { } certificate
            ? repair.Attest?.Invoke(certificate, run, store.Keys.Signing)
            : null,
        NodeFiles.Result => ReadCertificate(node) is { } certificate ? MakeResult(node, certificate) : null,
        _ => null,
    };

    private byte[] MakeResult(NodeRecord node, Certificate certificate)
    {
        var run = store.FindRun(certificate.JobId);
        return CanonicalJson.Serialize(
            new RunResult
            {
                RunId = certificate.JobId,
                NodeId = node.NodeId,
                ParentNodeId = node.ParentNodeId,
                Operation = certificate.Node!.Operation,
                Status = certificate.Result.Status!,
                ExitCode = certificate.Result.ExitCode,
                RestoreMode = certificate.Restore?.Mode ?? CertificateRestore.Checkpoint,
                CertificateRef = NodeFiles.Certificate,
                ArtifactHash = node.CertificateSha256!.Value,
                StateCapNextRef = NodeFiles.NextTokens + "#state_cap",
                NetCapNextRef = NodeFiles.NextTokens + "#net_cap",
                Errors = run is { ErrorCode: { } code, Message: { } message } ? [ErrorEntry.From(ErrorCode.Find(code), message)] : [],
            },
            ContractJson.Default.RunResult);
    }

    /// <summary>The node's certificate, where it is the one that the node names.</summary>
    private Certificate? ReadCertificate(NodeRecord node) =>
        node.CertificateSha256 is { } digest && Has(store.Layout, node.NodeId, NodeFiles.Certificate, digest)
            ? StrictJson.Parse(Read(store.Layout, node.NodeId, NodeFiles.Certificate)!, ContractJson.Default.Certificate, NodeFiles.Certificate)
            : null;

    private static bool Has(StoreLayout layout, string nodeId, string name, Digest digest) => Read(layout, nodeId, name) is { } content && Digest.Compute(content) == digest;

    private static byte[]? Read(StoreLayout layout, string nodeId, string name)
    {
        try
        {
            return File.Exists(layout.NodeFile(nodeId, name)) ? DocumentFile.TryRead(layout.NodeFile(nodeId, name)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.StoreUnreadable, $"The documents of node {nodeId} under '{layout.Root}' cannot be read: {exception.Message}", exception);
        }
    }
}
