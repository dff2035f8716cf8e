namespace Swarm.Engine.Remote;

/// <summary>What to collect, and what its evidence is held against. Files are relative to the current folder.</summary>
public sealed record CollectRequest
{
    /// <summary>The run: its id, or an unambiguous beginning of it.</summary>
    public required string RunId { get; init; }

    /// <summary>The folder that holds what the runner gave out.</summary>
    public required string Folder { get; init; }

    /// <summary>The Sigstore bundle that attests the certificate; null for <c>certificate.sigstore.json</c> in the folder.</summary>
    public string? Attestation { get; init; }

    /// <summary>Whether a run without an attestation is taken in. One that is there has to hold all the same.</summary>
    public bool WaiveAttestation { get; init; }

    /// <summary>The file of the trusted root, or the name of one that ships with Swarm; null for the public good one.</summary>
    public string? TrustedRoot { get; init; }

    /// <summary>The identity that must have attested, exactly; null to go by the workflow that the run was asked for with.</summary>
    public string? Identity { get; init; }

    /// <summary>A regular expression that must match the whole identity; null to go by the workflow that the run was asked for with.</summary>
    public string? IdentityPattern { get; init; }

    /// <summary>Who must have vouched for the identity; null for GitHub's issuer.</summary>
    public string? Issuer { get; init; }

    /// <summary>The source's commit that the certificate must name; null for the one that the run was asked for with.</summary>
    public string? RequiredCommit { get; init; }

    /// <summary>Whether links that lead out of the workspace are taken in.</summary>
    public bool AllowOutwardLinks { get; init; }
}
