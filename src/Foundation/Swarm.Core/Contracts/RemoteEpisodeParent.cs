using System.Text.Json.Serialization;
using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>The node that a remote run starts from.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RemoteEpisodeParent
{
    /// <summary>The node.</summary>
    public required NodeDocument Node { get; init; }

    /// <summary>The node whose capabilities, certificate and bundle it uses: itself, or for a fork the node that it shares with.</summary>
    public required string OriginNodeId { get; init; }

    /// <summary>The digest of its certificate; null where it came without one.</summary>
    public required Digest? CertificateSha256 { get; init; }

    /// <summary>Its state capability as it is serialised; secret. As base 64 in JSON, so that no string ever holds it.</summary>
    public required byte[] StateCap { get; init; }

    /// <summary>Its network capability as it is serialised; secret.</summary>
    public required byte[] NetCap { get; init; }

    /// <summary>The node: the rest is secret.</summary>
    public override string ToString() => $"parent {Node.NodeId} (redacted)";
}
