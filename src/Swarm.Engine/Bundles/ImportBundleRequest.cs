namespace Swarm.Engine.Bundles;

/// <summary>What to import. All files are relative to the current folder.</summary>
public sealed record ImportBundleRequest
{
    /// <summary>The bundle's file.</summary>
    public required string Path { get; init; }

    /// <summary>The branch's name; null for the one that the bundle names.</summary>
    public string? Label { get; init; }

    /// <summary>The node's own <c>next_tokens.json</c>, sealed to the user: the node keeps its id. Null to begin a new root.</summary>
    public string? NextTokensPath { get; init; }

    /// <summary>The node's certificate; only with its capabilities.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The attestation; null for <c>certificate.dsse.json</c> beside the certificate, where there is one.</summary>
    public string? AttestationPath { get; init; }

    /// <summary>Whether links that lead out of the workspace are taken in.</summary>
    public bool AllowOutwardLinks { get; init; }
}
