using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Verification.Certificates;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Proofs;

/// <summary>
/// Checks proof envelopes: their schema, the digest of their public inputs, and that their claims name a certificate. The
/// proof itself is for the system that made it; the certificate is for <see cref="CertificateVerifier"/>.
/// </summary>
public static class ProofVerifier
{
    private const string Schema = "schema";
    private const string PublicInputs = "public_inputs";
    private const string Claims = "claims";
    private const string Proof = "proof";

    /// <summary>Verifies an envelope.</summary>
    /// <param name="envelope">Its bytes.</param>
    /// <param name="certificate">The bytes of the certificate that it has to be about.</param>
    /// <param name="publicInputs">The bytes of the public inputs, where they are a file of their own; else null.</param>
    public static ProofVerdict Verify(ReadOnlyMemory<byte> envelope, ReadOnlyMemory<byte> certificate, ReadOnlyMemory<byte>? publicInputs)
    {
        var read = ReadCertificate.From(new CertificateEvidence("certificate", certificate, Envelope: null));
        try
        {
            var proof = StrictJson.Parse(envelope, ContractJson.Default.ProofEnvelope, "proof");
            if (!string.Equals(proof.Type, ContractTypes.Proof, StringComparison.Ordinal))
            {
                throw new SwarmException(ErrorCode.SchemaInvalid, $"The proof is refused: its type is not {ContractTypes.Proof}.");
            }

            return Conclude(
                read.Digest,
                proof.ProofSystem,
                [
                    new CheckResult(Schema, CheckStatus.Passed, proof.Type),
                    CheckInputs(proof, publicInputs),
                    CheckClaims(proof.Claims, read),
                    CheckResult.Unavailable(Proof, $"the proof itself is for '{proof.ProofSystem}' to check"),
                ]);
        }
        catch (SwarmException exception)
        {
            return Conclude(read.Digest, system: null, [new CheckResult(Schema, CheckStatus.Failed, exception.Message)]);
        }
    }

    private static CheckResult CheckInputs(ProofEnvelope proof, ReadOnlyMemory<byte>? file)
    {
        if (proof.PublicInputs is { } inside && file is not null)
        {
            return new CheckResult(PublicInputs, CheckStatus.Failed, $"it carries its public inputs ({inside.ValueKind}) and a file of them was given: give one");
        }

        if (proof.PublicInputs is null && file is null)
        {
            return new CheckResult(PublicInputs, CheckStatus.Failed, "it carries no public inputs: give their file");
        }

        var digest = file is { } bytes ? Digest.Compute(bytes.Span) : Digest.Compute(CanonicalJson.Serialize(proof.PublicInputs!.Value));
        return CheckResult.Of(
            PublicInputs, digest == proof.PublicInputsSha256, digest.ToString(), $"the public inputs have the digest {digest}, not {proof.PublicInputsSha256}");
    }

    private static CheckResult CheckClaims(ProofClaims claims, ReadCertificate certificate)
    {
        if (claims.ArtifactHash != certificate.Digest)
        {
            return Failed($"they name certificate {claims.ArtifactHash}, not {certificate.Digest}");
        }

        if (certificate.Content is not { } content)
        {
            return Failed(certificate.Fault!);
        }

        (string Name, string? Claimed, string? Stated)[] claimed =
        [
            ("job_id", claims.JobId, content.JobId),
            ("node_id", claims.NodeId, content.Node?.NodeId),
            ("request_hash", claims.RequestHash?.ToString(), content.RequestHash.ToString()),
            ("response_sha256", claims.ResponseSha256?.ToString(), content.Result.ResponseSha256?.ToString()),
            ("state_id", claims.StateId, content.Result.NewState.StateId),
            ("snapshot_root", claims.SnapshotRoot?.ToString(), content.Result.NewState.SnapshotRoot?.ToString()),
            ("policy_hash", claims.PolicyHash?.ToString(), content.Policy?.PolicyHash.ToString()),
        ];
        return claimed.FirstOrDefault(claim => claim.Claimed is not null && !string.Equals(claim.Claimed, claim.Stated, StringComparison.Ordinal)) is { Name: not null } wrong
            ? Failed($"its {wrong.Name} is not the certificate's")
            : new CheckResult(Claims, CheckStatus.Passed, $"{claimed.Count(claim => claim.Claimed is not null) + 1} claims name this certificate");
    }

    private static CheckResult Failed(string reason) => new(Claims, CheckStatus.Failed, reason);

    private static ProofVerdict Conclude(Digest certificate, string? system, IReadOnlyList<CheckResult> checks)
    {
        var failed = checks.FirstOrDefault(check => check.Status == CheckStatus.Failed);
        return new ProofVerdict
        {
            IsValid = failed is null,
            Reason = failed is null ? "The envelope binds its public inputs to this certificate; the proof itself was not checked." : $"The {failed.Name} check failed: {failed.Detail}",
            ErrorCode = failed is null ? null : ErrorCode.ProofInvalid,
            ProofSystem = system,
            ArtifactHash = certificate,
            Checks = checks,
        };
    }
}
