using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>The state that a run made.</summary>
public sealed record CertificateNewState : ExtensibleContract
{
    /// <summary>The id of the snapshot.</summary>
    public required string StateId { get; init; }

    /// <summary>The salted Merkle root of the snapshot.</summary>
    public Digest? SnapshotRoot { get; init; }

    /// <summary>The node's ratchet step.</summary>
    public long? RatchetStep { get; init; }

    /// <summary>The commitment of the node's state capability.</summary>
    public Digest? StateCommitment { get; init; }

    /// <summary>The commitment of the node's network capability.</summary>
    public Digest? NetCommitment { get; init; }

    /// <summary>The digest of the bundle; null where none was made.</summary>
    public required Digest? BundleSha256 { get; init; }

    /// <summary>The digest of the bundle's manifest; null where no bundle was made.</summary>
    public required Digest? BundleManifestSha256 { get; init; }
}
