using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>The state that a run started from. Every member is null at the root.</summary>
public sealed record CertificateParentState : ExtensibleContract
{
    /// <summary>The id of the parent's snapshot.</summary>
    public required string? StateId { get; init; }

    /// <summary>The Merkle root of the parent's snapshot.</summary>
    public Digest? SnapshotRoot { get; init; }

    /// <summary>The parent's ratchet step.</summary>
    public required long? RatchetStep { get; init; }

    /// <summary>The digest of the parent's certificate.</summary>
    public Digest? CertificateSha256 { get; init; }

    /// <summary>The digest of the parent's bundle; null where no bundle was made.</summary>
    public required Digest? BundleSha256 { get; init; }
}
