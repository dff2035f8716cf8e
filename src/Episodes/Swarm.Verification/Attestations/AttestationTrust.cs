using Swarm.Verification.PublicKeys;
using Swarm.Verification.Roots;

namespace Swarm.Verification.Attestations;

/// <summary>What the caller trusts and asks for. Nothing in a bundle adds to it.</summary>
public sealed record AttestationTrust
{
    /// <summary>
    /// The trusted roots: a bundle must hold against one of them, whole. Where a certificate signed, there must be one;
    /// where a key signed and there is none, logs and timestamps are not looked at.
    /// </summary>
    public IReadOnlyList<TrustedRoot> Roots { get; init; } = [];

    /// <summary>The signer's key, where a key signed rather than a certificate.</summary>
    public PublicKey? Key { get; init; }

    /// <summary>What is asked of the bundle.</summary>
    public AttestationRequirements Requirements { get; init; } = new();

    /// <summary>The clock: evidence of the future is refused.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
