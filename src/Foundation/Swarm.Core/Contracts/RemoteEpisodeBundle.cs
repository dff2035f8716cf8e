using System.Text.Json.Serialization;
using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>The bundle that a remote run starts from.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RemoteEpisodeBundle
{
    /// <summary>Where it lies; null where it is handed over beside the request.</summary>
    public required string? Locator { get; init; }

    /// <summary>The digest of its bytes.</summary>
    public required Digest Sha256 { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Size { get; init; }
}
