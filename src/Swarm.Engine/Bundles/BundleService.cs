using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Identifiers;
using Swarm.Cryptography.Age;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;
using Swarm.Execution.Folders;
using Swarm.State.Checking;
using Swarm.Storage.Bundles;
using Swarm.Storage.Nodes;
using Swarm.Verification.Certificates;
using Swarm.Verification.Keys;

namespace Swarm.Engine.Bundles;

/// <summary>Carrying nodes to and from other machines, each as one sealed file.</summary>
public sealed class BundleService
{
    private const long MostDocumentBytes = 4L << 20;

    private readonly SwarmSession _session;

    internal BundleService(SwarmSession session) => _session = session;

    /// <summary>Writes a node as a bundle, which <c>age</c> and <c>tar</c> open too.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="request">Where it goes and who can open it.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left behind.</param>
    /// <returns>The file with its locator, digests and size, and what an import will refuse.</returns>
    /// <exception cref="SwarmException">The node cannot be read, or the file cannot be written.</exception>
    public ExportedBundle Export(NodeReference reference, ExportBundleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var export = new BundleExport
        {
            Node = NodeResolver.Resolve(_session.Store, reference),
            Destination = _session.Resolve(request.Destination),
            Recipients = [.. request.Recipients.Select(AgeRecipient.Parse)],
            Overwrite = request.Overwrite,
        };
        return BundleExporter.Export(_session.Store, export, _session.Options.Random, cancellationToken);
    }

    /// <summary>Takes a bundle in as a node: a new root, or with its capabilities the node that it was.</summary>
    /// <param name="request">What to import.</param>
    /// <param name="cancellationToken">Ends the import; nothing is left behind.</param>
    /// <exception cref="SwarmException">
    /// The bundle, its capabilities or its certificate are refused (<c>BUNDLE_INVALID</c>, <c>CAPABILITY_INVALID</c>,
    /// <c>CERTIFICATE_*</c>), or its state is no sound database (<c>STATE_INVALID</c>).
    /// </exception>
    public NodeInfo Import(ImportBundleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (certificate, attestation, policy) = ReadCertificate(request);
        using var folder = RunFolder.Create(_session.Configuration.WorkFolder!, Identifier.Create("import-", _session.Options.Random));
        var import = new BundleImport
        {
            Path = _session.Resolve(request.Path),
            Label = request.Label is null ? null : Label.Require(request.Label),
            NextTokens = request.NextTokensPath is null ? (ReadOnlyMemory<byte>?)null : BoundedFile.Read(_session.Resolve(request.NextTokensPath), MostDocumentBytes, "sealed capabilities"),
            Certificate = certificate,
            Attestation = attestation,
            Policy = policy,
            AllowOutwardLinks = request.AllowOutwardLinks,
            StateCopy = folder.StateFile,
            CheckState = path => StateDatabase.Check(path, options: null, cancellationToken),
        };
        return _session.Nodes.Wrap(BundleImporter.Import(_session.Store, import, _session.Options.Random, _session.Clock, cancellationToken));
    }

    /// <summary>A certificate is only kept where a key that the user trusts has signed it.</summary>
    private (ReadOnlyMemory<byte>? Certificate, ReadOnlyMemory<byte>? Attestation, ReadOnlyMemory<byte>? Policy) ReadCertificate(ImportBundleRequest request)
    {
        if (request.CertificatePath is null)
        {
            return request.AttestationPath is null
                ? (null, null, null)
                : throw new SwarmException(ErrorCode.SpecInvalid, "An attestation says nothing without its certificate: give both.");
        }

        var path = _session.Resolve(request.CertificatePath);
        var beside = Path.Combine(Path.GetDirectoryName(path)!, NodeFiles.Attestation);
        var certificate = BoundedFile.Read(path, MostDocumentBytes, "certificate");
        var content = CertificateDocument.Read(certificate);
        var attestation = BoundedFile.Read(request.AttestationPath is null ? beside : _session.Resolve(request.AttestationPath), MostDocumentBytes, "attestation");
        var keys = _session.TrustedKeys;
        _ = CertificateSigner.Verify(attestation, Digest.Compute(certificate), keys.For(KeyRole.Certificate), keys.Revoked);
        return (certificate, attestation, ReadPolicy(content, Path.Combine(Path.GetDirectoryName(path)!, NodeFiles.Policy)));
    }

    /// <summary>The policy lies beside the certificate. Without it the node is taken in, and runs from it need another.</summary>
    private static ReadOnlyMemory<byte>? ReadPolicy(Certificate certificate, string file)
    {
        if (certificate.Policy is not { } expected || !File.Exists(file))
        {
            return null;
        }

        var policy = BoundedFile.Read(file, Policy.MostBytes, "policy");
        return Digest.Compute(policy) == expected.PolicyHash
            ? policy
            : throw new SwarmException(ErrorCode.PolicyHashMismatch, $"'{file}' is not the policy that the certificate names: put that there, or take the file away.");
    }
}
