namespace Swarm.Core.Contracts;

/// <summary>The node that a certificate speaks of.</summary>
public sealed record CertificateNode : ExtensibleContract
{
    /// <summary>The node's id.</summary>
    public required string NodeId { get; init; }

    /// <summary>The id of the node that the run started from, or null at the root.</summary>
    public required string? ParentNodeId { get; init; }

    /// <summary>One of <see cref="Operations"/>.</summary>
    public required string Operation { get; init; }

    /// <summary>The branch's name.</summary>
    public required string Label { get; init; }
}
