using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Time;
using Swarm.Cryptography.Keys;
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
    private const long MostBytes = 4L << 20;

    /// <summary>Verifies a certificate's file, with the attestation that lies beside it or that the caller names.</summary>
    /// <param name="options">What the face gives; its configuration names the trusted keys.</param>
    /// <param name="certificate">The certificate's file; relative to the current folder.</param>
    /// <param name="attestation">The DSSE envelope's file; null for <c>certificate.dsse.json</c> beside the certificate.</param>
    /// <param name="request">What is expected. Ancestors are looked for in sibling folders named as nodes.</param>
    /// <param name="cancellationToken">Ends a walk to the root.</param>
    public static CertificateVerdict Verify(SessionOptions options, string certificate, string? attestation, VerifyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(request);
        var path = Path.GetFullPath(certificate, options.CurrentFolder);
        var evidence = Read(path, attestation is null ? null : Path.GetFullPath(attestation, options.CurrentFolder));
        var nodes = Path.GetDirectoryName(Path.GetDirectoryName(path));
        var trust = new CertificateTrust
        {
            TrustedKeys = [.. FindTrusted(options), .. request.TrustedKeys.Select(VerificationKey.Parse)],
            ExpectedArtifactHash = request.ExpectedArtifactHash,
            RequiredCommit = request.RequiredCommit,
            FindNode = id => Find(nodes, id),
        };
        return Verify(evidence, trust, request.Recurse, cancellationToken);
    }

    internal static CertificateVerdict Verify(CertificateEvidence evidence, CertificateTrust trust, bool recurse, CancellationToken cancellationToken) =>
        recurse ? CertificateVerifier.VerifyLineage(evidence, trust, cancellationToken) : CertificateVerifier.Verify(evidence, trust);

    internal static IReadOnlyList<string> Write(CertificateEvidence evidence, string folder)
    {
        DurableFile.CreateDirectory(folder);
        var files = new List<string>();
        Write(NodeFiles.Certificate, evidence.Certificate);
        if (evidence.Attestation is { } attestation)
        {
            Write(NodeFiles.Attestation, attestation);
        }

        return files;

        void Write(string name, ReadOnlyMemory<byte> content)
        {
            files.Add(Path.Combine(folder, name));
            DurableFile.Write(files[^1], content.Span);
        }
    }

    private static CertificateEvidence Read(string certificate, string? attestation)
    {
        var beside = Path.Combine(Path.GetDirectoryName(certificate)!, NodeFiles.Attestation);
        var envelope = attestation ?? (File.Exists(beside) ? beside : null);
        return new CertificateEvidence(certificate, ReadBounded(certificate), envelope is null ? (ReadOnlyMemory<byte>?)null : ReadBounded(envelope));
    }

    private static CertificateEvidence? Find(string? nodes, string nodeId)
    {
        var file = nodes is null || !Core.Identifiers.Identifier.IsValid(nodeId, Core.Identifiers.Identifier.NodePrefix)
            ? null
            : Path.Combine(nodes, nodeId, NodeFiles.Certificate);
        return file is not null && File.Exists(file) ? Read(file, attestation: null) : null;
    }

    private static byte[] ReadBounded(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MostBytes
                ? File.ReadAllBytes(path)
                : throw new SwarmException(ErrorCode.SchemaInvalid, $"'{path}' has more than {MostBytes} bytes, which no certificate has.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{path}' cannot be read: {exception.Message}", exception);
        }
    }

    private static IEnumerable<VerificationKey> FindTrusted(SessionOptions options)
    {
        var home = new SwarmHome(options.ReadVariable);
        var configuration = home.Read();
        var vault = new KeyVault(home.KeyFolder, new RecordedClock(options.Time));
        var profile = options.Profile ?? configuration.Profile ?? KeyVault.DefaultName;
        var own = vault.Exists(profile) ? [vault.GetPublic(profile).VerificationKey] : Array.Empty<VerificationKey>();
        return own.Concat((configuration.TrustedKeys ?? []).Select(VerificationKey.Parse));
    }
}
