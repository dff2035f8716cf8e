using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Storage.Nodes;
using Swarm.Verification.Certificates;

namespace Swarm.Engine.Trust;

/// <summary>
/// The certificates that lie beside one, a folder a node: in an exported lineage, and in a store. A fork shares the certificate of the node
/// that it was made from, so that a store has no folder for it; which certificate is meant is what its child names by its digest.
/// </summary>
/// <param name="folder">The folder that holds those of the nodes; null where there is none.</param>
/// <param name="read">Reads a certificate's file, with what lies beside it.</param>
internal sealed class SiblingCertificates(string? folder, Func<string, CertificateEvidence> read)
{
    private readonly Lazy<(ILookup<string, Digest> Named, Dictionary<Digest, string> Files)> _shared = new(() => ReadShared(folder, read));

    /// <summary>Finds the certificate of a node; null where it is not at hand.</summary>
    /// <param name="nodeId">The node.</param>
    public CertificateEvidence? Find(string nodeId)
    {
        if (folder is null || !Identifier.IsValid(nodeId, Identifier.NodePrefix))
        {
            return null;
        }

        var own = Path.Combine(folder, nodeId, NodeFiles.Certificate);
        return File.Exists(own) ? read(own)
            : _shared.Value.Named[nodeId].Select(_shared.Value.Files.GetValueOrDefault).OfType<string>().FirstOrDefault() is { } shared ? read(shared)
            : null;
    }

    private static (ILookup<string, Digest> Named, Dictionary<Digest, string> Files) ReadShared(string? folder, Func<string, CertificateEvidence> read)
    {
        var (named, files) = (new List<(string Node, Digest Digest)>(), new Dictionary<Digest, string>());
        foreach (var file in Directory.EnumerateDirectories(folder!).Select(node => Path.Combine(node, NodeFiles.Certificate)).Where(File.Exists))
        {
            try
            {
                var bytes = read(file).Certificate;
                files.TryAdd(Digest.Compute(bytes.Span), file);
                if (CertificateDocument.Read(bytes) is { Node.ParentNodeId: { } parent, ParentState.CertificateSha256: { } digest })
                {
                    named.Add((parent, digest));
                }
            }
            catch (SwarmException)
            {
                // It is no certificate, and nobody's parent.
            }
        }

        return (named.ToLookup(pair => pair.Node, pair => pair.Digest, StringComparer.Ordinal), files);
    }
}
