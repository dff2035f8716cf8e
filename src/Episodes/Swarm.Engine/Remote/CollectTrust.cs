namespace Swarm.Engine.Remote;

/// <summary>What the evidence of a remote run is held against before it is taken in. Files are relative to the current folder.</summary>
public record CollectTrust
{
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
