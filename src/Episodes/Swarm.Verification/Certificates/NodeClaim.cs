using Swarm.Core.Digests;

namespace Swarm.Verification.Certificates;

/// <summary>What a store's own record says of a node. It authenticates nothing, but the certificate that is shown for the node must say the same.</summary>
/// <param name="NodeId">The node that was certified.</param>
/// <param name="RatchetStep">Its ratchet step.</param>
/// <param name="StateId">Its snapshot.</param>
/// <param name="SnapshotRoot">Its snapshot's root.</param>
/// <param name="StateCommitment">The commitment of its state capability.</param>
/// <param name="NetCommitment">The commitment of its net capability.</param>
/// <param name="ArtifactHash">The digest of its certificate.</param>
public sealed record NodeClaim(
    string NodeId, long RatchetStep, string StateId, Digest SnapshotRoot, Digest StateCommitment, Digest NetCommitment, Digest? ArtifactHash);
