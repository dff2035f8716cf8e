using Swarm.Core.Digests;
using Swarm.Verification.Verdicts;

namespace Swarm.Engine.Trust;

/// <summary>What a verification expects. Files are relative to the current folder.</summary>
public sealed record VerifyRequest
{
    /// <summary>The digest that the certificate must have; null where none is expected.</summary>
    public Digest? ExpectedArtifactHash { get; init; }

    /// <summary>The commit that the certificate must name; null where none is required.</summary>
    public string? RequiredCommit { get; init; }

    /// <summary>The file of the trusted root that Sigstore bundles are verified against, or the name of one that ships with Swarm; null for the public good one.</summary>
    public string? TrustedRoot { get; init; }

    /// <summary>The workflows whose attestation counts beside the configuration's, each <c>owner/repo/path</c>, without a commit.</summary>
    public IReadOnlyCollection<string> TrustedWorkflows { get; init; } = [];

    /// <summary>The identity that must have attested, exactly, beside being the workflow that the certificate names; null for that alone, which authenticates nothing.</summary>
    public string? Identity { get; init; }

    /// <summary>A regular expression that must match the whole identity; null to go by the workflow that the certificate names.</summary>
    public string? IdentityPattern { get; init; }

    /// <summary>Who must have vouched for the identity; null for GitHub's issuer.</summary>
    public string? Issuer { get; init; }

    /// <summary>Whether to walk to the root.</summary>
    public bool Recurse { get; init; }

    /// <summary>Public keys to trust beside the configuration's, each <c>ed25519:</c> and base 64, roles before it where it is not for all.</summary>
    public IReadOnlyList<string> TrustedKeys { get; init; } = [];

    /// <summary>The file of the policy that the run must have executed under; null for the one that lies with the certificate.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>The checks that must pass, names of <see cref="CheckNames"/>: one that cannot be made fails the verdict.</summary>
    public IReadOnlyCollection<string> Required { get; init; } = [];

    /// <summary>The entry that the head log must contain; null where none is expected.</summary>
    public Digest? ExpectedHead { get; init; }

    /// <summary>The file of a head log's copy kept elsewhere; null where there is none.</summary>
    public string? HeadLogFile { get; init; }

    /// <summary>The file of the nonces that were accepted before; null where history is verified and nothing is accepted.</summary>
    public string? ReplayLedgerFile { get; init; }
}
