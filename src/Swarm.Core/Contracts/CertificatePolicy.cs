using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>The policy that a run executed under.</summary>
public sealed record CertificatePolicy : ExtensibleContract
{
    /// <summary>The schema of the policy.</summary>
    public required string SchemaVersion { get; init; }

    /// <summary>The digest of exactly the policy's bytes.</summary>
    public required Digest PolicyHash { get; init; }

    /// <summary>Where the policy lies, for people; nothing is taken from there.</summary>
    public string? PolicyRef { get; init; }
}
