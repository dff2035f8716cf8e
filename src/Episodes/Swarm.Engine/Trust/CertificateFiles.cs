using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Cryptography.Signing;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;
using Swarm.Storage.Nodes;
using Swarm.Verification.Certificates;
using Swarm.Verification.Verdicts;

namespace Swarm.Engine.Trust;

/// <summary>Verifying certificates that are files, with no store at hand.</summary>
public static class CertificateFiles
{
    private const long MostCertificateBytes = 4L << 20;
    private const long MostAttestationBytes = 16L << 20;

    /// <summary>Verifies a certificate's file, with what lies beside it or the caller names.</summary>
    /// <param name="options">What the face gives; its configuration names the trusted keys.</param>
    /// <param name="certificate">The certificate's file; relative to the current folder.</param>
    /// <param name="attestation">
    /// The file of its attestation, a DSSE envelope or a Sigstore bundle; null for what lies beside the certificate as
    /// <c>certificate.dsse.json</c> and <c>certificate.sigstore.json</c>.
    /// </param>
    /// <param name="request">What is expected. Ancestors are looked for in sibling folders named as nodes, as those of a store are.</param>
    /// <param name="cancellationToken">Ends a walk to the root.</param>
    public static CertificateVerdict Verify(SessionOptions options, string certificate, string? attestation, VerifyRequest request, CancellationToken cancellationToken) =>
        new FileVerification(options, request).Verify(certificate, attestation, cancellationToken);

    /// <summary>Takes an attestation that the caller names.</summary>
    internal static CertificateEvidence Attest(CertificateEvidence evidence, string attestation)
    {
        var named = BoundedFile.Read(attestation, MostAttestationBytes, "attestation", ErrorCode.AttestationMalformed);
        return AttestationKind.IsSigstoreBundle(named) ? evidence with { Bundle = named } : evidence with { Envelope = named };
    }

    internal static CertificateVerdict Verify(CertificateEvidence evidence, CertificateTrust trust, bool recurse, CancellationToken cancellationToken) =>
        recurse ? CertificateVerifier.VerifyLineage(evidence, trust, cancellationToken) : CertificateVerifier.Verify(evidence, trust);

    internal static IReadOnlyList<string> Write(CertificateEvidence evidence, string folder)
    {
        DurableFile.CreateDirectory(folder);
        var files = new List<string>();
        Write(NodeFiles.Certificate, evidence.Certificate);
        Write(NodeFiles.Attestation, evidence.Envelope);
        Write(NodeFiles.SigstoreBundle, evidence.Bundle);
        Write(NodeFiles.Policy, evidence.Policy);
        return files;

        void Write(string name, ReadOnlyMemory<byte>? content)
        {
            if (content is { } bytes)
            {
                files.Add(Path.Combine(folder, name));
                DurableFile.Write(files[^1], bytes.Span);
            }
        }
    }

    /// <summary>Reads a certificate and what lies beside it.</summary>
    internal static CertificateEvidence Read(string certificate)
    {
        var folder = Path.GetDirectoryName(certificate)!;
        return new CertificateEvidence(certificate, BoundedFile.Read(certificate, MostCertificateBytes, "certificate"), ReadBeside(NodeFiles.Attestation))
        {
            Bundle = ReadBeside(NodeFiles.SigstoreBundle),
            Policy = ReadBeside(NodeFiles.Policy),
        };

        ReadOnlyMemory<byte>? ReadBeside(string name) => Path.Combine(folder, name) is var file && File.Exists(file)
            ? BoundedFile.Read(file, MostAttestationBytes, name, ErrorCode.AttestationMalformed)
            : (ReadOnlyMemory<byte>?)null;
    }

    internal static VerificationKey? FindOwnKey(SessionOptions options, SwarmConfiguration configuration)
    {
        var vault = options.OpenKeyVault();
        var profile = options.ProfileOf(configuration);
        return vault.Exists(profile) ? vault.GetPublic(profile).VerificationKey : null;
    }
}
