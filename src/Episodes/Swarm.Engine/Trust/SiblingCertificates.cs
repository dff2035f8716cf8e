using System.Runtime.CompilerServices;
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
/// <param name="links">What certificates that were read before say of their parents.</param>
internal sealed class SiblingCertificates(
    string? folder, Func<string, CertificateEvidence> read, ConditionalWeakTable<CertificateEvidence, SiblingCertificates.Link> links)
{
    private readonly Lazy<(ILookup<string, Digest> Named, Dictionary<Digest, string> Files)> _shared = new(() => ReadShared(folder, read, links));

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

    private static (ILookup<string, Digest> Named, Dictionary<Digest, string> Files) ReadShared(
        string? folder, Func<string, CertificateEvidence> read, ConditionalWeakTable<CertificateEvidence, Link> links)
    {
        var (named, files) = (new List<(string Node, Digest Digest)>(), new Dictionary<Digest, string>());
        foreach (var file in Directory.EnumerateDirectories(folder!).Select(node => Path.Combine(node, NodeFiles.Certificate)).Where(File.Exists))
        {
            try
            {
                var link = links.GetValue(read(file), Link.Of);
                files.TryAdd(link.Own, file);
                if (link.Parent is { } parent)
                {
                    named.Add(parent);
                }
            }
            catch (SwarmException)
            {
                // It cannot be read, and is nobody's parent.
            }
        }

        return (named.ToLookup(pair => pair.Node, pair => pair.Digest, StringComparer.Ordinal), files);
    }

    /// <summary>What a certificate's bytes say of its place in the tree.</summary>
    /// <param name="Own">The digest of its bytes.</param>
    /// <param name="Parent">Its parent, and the digest of that one's certificate; null where it names none or is no certificate.</param>
    internal sealed record Link(Digest Own, (string Node, Digest Digest)? Parent)
    {
        public static Link Of(CertificateEvidence evidence) => new(Digest.Compute(evidence.Certificate.Span), FindParent(evidence.Certificate));

        private static (string Node, Digest Digest)? FindParent(ReadOnlyMemory<byte> certificate)
        {
            try
            {
                return CertificateDocument.Read(certificate) is { Node.ParentNodeId: { } parent, ParentState.CertificateSha256: { } digest } ? (parent, digest) : null;
            }
            catch (SwarmException)
            {
                return null;
            }
        }
    }
}
