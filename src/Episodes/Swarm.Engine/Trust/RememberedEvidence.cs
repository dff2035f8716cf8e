using System.Collections.Concurrent;
using Swarm.Storage.Nodes;
using Swarm.Verification.Certificates;

namespace Swarm.Engine.Trust;

/// <summary>
/// The evidence that one command has read. It gives the same again as long as nothing that it was made of can have changed, so that an ancestor of many
/// certificates is read once. Many threads may use it.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class RememberedEvidence(TimeProvider time)
{
    private static readonly string[] Names = [NodeFiles.Certificate, NodeFiles.Attestation, NodeFiles.SigstoreBundle, NodeFiles.Policy, NodeFiles.NextTokens];

    private readonly ConcurrentDictionary<string, (NodeRecord? Node, ObservedFiles Files, CertificateEvidence Evidence)> _known = new(StringComparer.Ordinal);

    /// <summary>Gives the evidence in a folder, and reads it where it is not known or may have changed.</summary>
    /// <param name="folder">The folder of a node's documents.</param>
    /// <param name="node">What the store says of the node as it is now; null where no store is asked.</param>
    /// <param name="read">Reads the evidence; gives null where there is none.</param>
    public CertificateEvidence? Find(string folder, NodeRecord? node, Func<CertificateEvidence?> read)
    {
        var key = node?.NodeId ?? folder;
        if (_known.TryGetValue(key, out var known) && Equals(known.Node, node) && known.Files.AreUnchanged())
        {
            return known.Evidence;
        }

        string[] files = [folder, .. Names.Select(name => Path.Combine(folder, name)).Where(File.Exists)];
        var observed = ObservedFiles.Observe(files, time);
        var evidence = read();
        if (evidence is not null)
        {
            _known[key] = (node, observed, evidence);
        }

        return evidence;
    }
}
