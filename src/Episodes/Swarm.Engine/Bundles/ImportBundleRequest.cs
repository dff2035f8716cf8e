using System.Net;
using System.Security;
using Swarm.Core.Digests;

namespace Swarm.Engine.Bundles;

/// <summary>What to import. All files are relative to the current folder.</summary>
public sealed record ImportBundleRequest
{
    /// <summary>The bundle's file, its locator, or the file of a <c>bundle_locator_next.json</c>, whose digest it then has to have.</summary>
    public required string Path { get; init; }

    /// <summary>The digest that the bundle has to have; null for none but a locator file's.</summary>
    public Digest? Sha256 { get; init; }

    /// <summary>The token of GitHub for the store; null to find one.</summary>
    public SecureString? Token { get; init; }

    /// <summary>The credential of S3 for the store: an access key's id and its secret; null to find one.</summary>
    public NetworkCredential? Credential { get; init; }

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
