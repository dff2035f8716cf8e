using Swarm.Core.Digests;

namespace Swarm.Engine.Trust;

/// <summary>What a verification expects.</summary>
public sealed record VerifyRequest
{
    /// <summary>The digest that the certificate must have; null where none is expected.</summary>
    public Digest? ExpectedArtifactHash { get; init; }

    /// <summary>The commit that the certificate must name; null where none is required.</summary>
    public string? RequiredCommit { get; init; }

    /// <summary>Whether to walk to the root.</summary>
    public bool Recurse { get; init; }

    /// <summary>Public keys to trust beside the configuration's, each <c>ed25519:</c> and base 64.</summary>
    public IReadOnlyList<string> TrustedKeys { get; init; } = [];
}
