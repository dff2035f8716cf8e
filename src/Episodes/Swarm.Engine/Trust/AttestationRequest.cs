using Swarm.Core.Digests;
using Swarm.Verification.Attestations;

namespace Swarm.Engine.Trust;

/// <summary>What is asked of a Sigstore bundle. Files are relative to the current folder.</summary>
public sealed record AttestationRequest
{
    /// <summary>The bundle's file.</summary>
    public required string Bundle { get; init; }

    /// <summary>The artifact's file; null where its digest is given.</summary>
    public string? Artifact { get; init; }

    /// <summary>The artifact's SHA-256; null where its file is given.</summary>
    public Digest? Digest { get; init; }

    /// <summary>The file of the trusted root, or the name of one that ships with Swarm; null for the public good one.</summary>
    public string? TrustedRoot { get; init; }

    /// <summary>The file of the signer's public key (PEM), where a key signed rather than a certificate; else null.</summary>
    public string? Key { get; init; }

    /// <summary>What is asked of the signer and the statement.</summary>
    public AttestationRequirements Requirements { get; init; } = new();
}
