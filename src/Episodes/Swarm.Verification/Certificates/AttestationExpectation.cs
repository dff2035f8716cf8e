using Swarm.Verification.Roots;

namespace Swarm.Verification.Certificates;

/// <summary>
/// Against what the Sigstore bundles of certificates are verified. Whose signature counts follows from each certificate:
/// the workflow that it names, at the commit that it pins. What the caller states is asked for beside that.
/// </summary>
public sealed record AttestationExpectation
{
    /// <summary>The trusted roots, one of which a bundle must hold against.</summary>
    public required IReadOnlyList<TrustedRoot> Roots { get; init; }

    /// <summary>
    /// The workflows whose attestation the caller accepts, each <c>owner/repo/path</c> without a commit. A bundle of another one
    /// shows only that the workflow that the certificate names is the one that ran.
    /// </summary>
    public IReadOnlyCollection<string> Workflows { get; init; } = [];

    /// <summary>The identity, exactly; null to go by the certificate.</summary>
    public string? Identity { get; init; }

    /// <summary>A regular expression that must match the whole identity; null to go by the certificate.</summary>
    public string? IdentityPattern { get; init; }

    /// <summary>Who vouched for the identity; null for GitHub's issuer.</summary>
    public string? Issuer { get; init; }

    /// <summary>The clock: evidence of the future is refused.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
