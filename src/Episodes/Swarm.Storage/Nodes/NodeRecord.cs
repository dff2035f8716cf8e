using Swarm.Core.Contracts;
using Swarm.Core.Digests;

namespace Swarm.Storage.Nodes;

/// <summary>A node as the catalog has it.</summary>
public sealed record NodeRecord
{
    /// <summary>The node's id.</summary>
    public required string NodeId { get; init; }

    /// <summary>The node that it came from, or null at the root.</summary>
    public required string? ParentNodeId { get; init; }

    /// <summary>The run that made it; null for a fork or an import.</summary>
    public required string? RunId { get; init; }

    /// <summary>One of <see cref="Operations"/>.</summary>
    public required string Operation { get; init; }

    /// <summary>The branch's name.</summary>
    public required string Label { get; init; }

    /// <summary>The ratchet step of its capabilities.</summary>
    public required long RatchetStep { get; init; }

    /// <summary>The id of its snapshot.</summary>
    public required string StateId { get; init; }

    /// <summary>The salted Merkle root of its snapshot.</summary>
    public required Digest SnapshotRoot { get; init; }

    /// <summary>The node whose capabilities and certificate it uses: itself, or for a fork the node that it shares with.</summary>
    public required string OriginNodeId { get; init; }

    /// <summary>The commitment of its state capability.</summary>
    public required Digest StateCommitment { get; init; }

    /// <summary>The commitment of its network capability.</summary>
    public required Digest NetCommitment { get; init; }

    /// <summary>The digest of its certificate; null where it came without one.</summary>
    public required Digest? CertificateSha256 { get; init; }

    /// <summary>Which of the forks with this label from this parent it is, from 0.</summary>
    public int ForkOrdinal { get; init; }

    /// <summary>When it was made, RFC 3339.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>Whether its state and capabilities were removed; its certificate stays.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>The place in the order of creation; given by the catalog.</summary>
    public long Sequence { get; init; }

    /// <summary>Gives the node as the document that travels.</summary>
    public NodeDocument ToDocument() => new()
    {
        NodeId = NodeId,
        ParentNodeId = ParentNodeId,
        RunId = RunId,
        Operation = Operation,
        Label = Label,
        RatchetStep = RatchetStep,
        StateId = StateId,
        SnapshotRoot = SnapshotRoot,
        StateCommitment = StateCommitment,
        NetCommitment = NetCommitment,
        CreatedAt = CreatedAt,
    };
}
