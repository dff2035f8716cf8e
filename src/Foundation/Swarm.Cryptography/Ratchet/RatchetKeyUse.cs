namespace Swarm.Cryptography.Ratchet;

/// <summary>What a key that is derived from a chain is for. Each use has a label of its own.</summary>
public enum RatchetKeyUse
{
    /// <summary>Sealing a snapshot's manifest (<c>snapshot</c>).</summary>
    Snapshot,

    /// <summary>Salting a snapshot's Merkle root (<c>snapshot-root</c>).</summary>
    SnapshotRoot,

    /// <summary>Sealing a bundle deterministically (<c>bundle</c>).</summary>
    Bundle,

    /// <summary>The certificate's proof that the parent's capability was held (<c>continuity</c>).</summary>
    Continuity,

    /// <summary>The public commitment of a capability (<c>commitment</c>).</summary>
    Commitment,

    /// <summary>The secrets of network tickets (<c>ticket</c>).</summary>
    Ticket,
}
