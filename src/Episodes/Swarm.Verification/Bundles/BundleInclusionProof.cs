using Swarm.Core.Digests;

namespace Swarm.Verification.Bundles;

/// <summary>A proof that a log includes an entry (RFC 6962, section 2.1.1).</summary>
/// <param name="LogIndex">The entry's number in the tree.</param>
/// <param name="TreeSize">How many entries the tree has.</param>
/// <param name="Root">The tree's root.</param>
/// <param name="Hashes">The hashes beside the way from the entry to the root.</param>
/// <param name="Checkpoint">The log's signed statement of the tree's size and root.</param>
internal sealed record BundleInclusionProof(long LogIndex, long TreeSize, Digest Root, IReadOnlyList<Digest> Hashes, string Checkpoint);
