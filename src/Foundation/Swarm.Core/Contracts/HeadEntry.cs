using System.Text.Json.Serialization;
using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>One entry of the head log: what happened to a branch tip. Each entry names the one before it.</summary>
public sealed record HeadEntry : ExtensibleContract
{
    /// <summary>The contract's name and version.</summary>
    public string Type { get; init; } = ContractTypes.HeadEntry;

    /// <summary>The store's id.</summary>
    public required string StoreId { get; init; }

    /// <summary>1 for the first entry, then one more each.</summary>
    public required long Sequence { get; init; }

    /// <summary>The digest of the entry before, or null for the first.</summary>
    public required Digest? Previous { get; init; }

    /// <summary>One of <see cref="Operations"/>, or <c>remove</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>The branch's name.</summary>
    public required string Label { get; init; }

    /// <summary>The node that became the tip, or that was removed.</summary>
    public required string NodeId { get; init; }

    /// <summary>The node that it came from, or null at the root.</summary>
    public required string? ParentNodeId { get; init; }

    /// <summary>The digest of the node's certificate; null for a node that came without one.</summary>
    public required Digest? CertificateSha256 { get; init; }

    /// <summary>When it happened, RFC 3339.</summary>
    public required string Timestamp { get; init; }

    /// <summary>
    /// The digests of the node's documents by their names, so that none of them changes unseen; absent where the entry brings none,
    /// and in entries of stores that were made before.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, Digest>? Documents { get; init; }
}
