using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>A node as a document (<c>node.json</c>).</summary>
public sealed record NodeDocument : ExtensibleContract
{
    /// <summary>The contract's name and version.</summary>
    public string Type { get; init; } = ContractTypes.Node;

    /// <summary>The node's id.</summary>
    public required string NodeId { get; init; }

    /// <summary>The id of the node that it came from, or null at the root.</summary>
    public required string? ParentNodeId { get; init; }

    /// <summary>The run that made it; null for a fork.</summary>
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

    /// <summary>The commitment of its state capability.</summary>
    public required Digest StateCommitment { get; init; }

    /// <summary>The commitment of its network capability.</summary>
    public required Digest NetCommitment { get; init; }

    /// <summary>When it was made, RFC 3339.</summary>
    public required string CreatedAt { get; init; }
}
