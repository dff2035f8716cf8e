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

    // What passes through on its way to or from a store.
    private const string Passing = "passing.age";

    private readonly SwarmSession _session;

    internal BundleService(SwarmSession session) => _session = session;

    /// <summary>Writes a node as a bundle, which <c>age</c> and <c>tar</c> open too: to a file, into a store, or both.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="request">Where it goes and who can open it.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left behind.</param>
    /// <returns>Its locator, digests and size, and what an import has to allow.</returns>
    /// <exception cref="SwarmException">
    /// The node cannot be read, the file cannot be written, or the store cannot be used (<c>BUNDLE_STORE_*</c>, <c>GH_*</c>).
    /// </exception>
    public async Task<BundleInfo> ExportAsync(NodeReference reference, ExportBundleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var store = request.Store ?? (request.Destination is null ? _session.Configuration.BundleStore : null);
        if (request.Destination is null && store is null)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "Say where the bundle goes: to a file, or into a store, such as file:///folder or s3://bucket/prefix; the setting bundle_store names one for good.");
        }

        _session.Sweep();
        var id = Identifier.Create(RunFolder.OutsidePrefix, _session.Options.Random);
        using var folder = request.Destination is null ? RunFolder.Create(_session.Configuration.WorkFolder!, id) : RunFolder.TryCreate(_session.Configuration.WorkFolder!, id);
        var export = new BundleExport
        {
            Node = NodeResolver.Resolve(_session.Store, reference),
            Destination = request.Destination is { } file ? _session.Resolve(file) : Path.Combine(folder!.Path, Passing),
            NoteTemporary = request.Destination is null || folder is null ? null : folder.NoteOutside,
            Recipients = [.. request.Recipients.Select(AgeRecipient.Parse)],
            Overwrite = request.Overwrite,
        };
        var bundle = BundleExporter.Export(_session.Store, export, _session.Options.Random, cancellationToken);
        var locator = store is null
            ? bundle.Locator.Locator
            : await BundleTransfer.Open(_session.Options, request.Token, request.Credential).PutAsync(BundleTransfer.ToAddress(_session.Options, store), bundle.Path, bundle.Locator.BundleSha256, cancellationToken);
        return new BundleInfo(bundle.NodeId, request.Destination is null ? null : bundle.Path, bundle.Locator with { Locator = locator }, bundle.Warnings);
    }

    /// <summary>Takes a bundle in as a node: a new root, or with its capabilities the node that it was.</summary>
    /// <param name="request">What to import.</param>
    /// <param name="cancellationToken">Ends the import; nothing is left behind.</param>
    /// <exception cref="SwarmException">
    /// It is not in its store, or another (<c>ARTIFACT_*</c>, <c>BUNDLE_STORE_*</c>); the bundle, its capabilities or its certificate are refused (<c>BUNDLE_INVALID</c>, <c>CAPABILITY_INVALID</c>,
    /// <c>CERTIFICATE_*</c>), or its state is no sound database (<c>STATE_INVALID</c>).
    /// </exception>
    public async Task<NodeInfo> ImportAsync(ImportBundleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        _session.Sweep();
        var (certificate, attestation, policy) = ReadCertificate(request);
        using var folder = MakeFolder("import-");
        var path = _session.Resolve(request.Path);
        if (BundleTransfer.Find(_session.Options, request.Path, request.Sha256) is { } source)
        {
            path = Path.Combine(folder.Path, Passing);
            var fetch = new FetchBundleRequest { Locator = source.Locator, Destination = path, Sha256 = source.Sha256, Token = request.Token, Credential = request.Credential };
            await BundleTransfer.FetchAsync(_session.Options, fetch, cancellationToken);
        }

        var import = new BundleImport
        {
            Path = path,
            Label = request.Label is null ? null : Label.Require(request.Label),
            NextTokens = request.NextTokensPath is null ? (ReadOnlyMemory<byte>?)null : BoundedFile.Read(_session.Resolve(request.NextTokensPath), MostDocumentBytes, "sealed capabilities"),
            Certificate = certificate,
            Attestation = attestation,
            Policy = policy,
            AllowOutwardLinks = request.AllowOutwardLinks,
            StateCopy = folder.StateFile,
            CheckState = path => StateDatabase.Check(path, options: null, cancellationToken),
        };
        return _session.Nodes.WrapNew(BundleImporter.Import(_session.Store, import, _session.Options.Random, _session.Clock, cancellationToken));
    }

    private RunFolder MakeFolder(string prefix) => RunFolder.Create(_session.Configuration.WorkFolder!, Identifier.Create(prefix, _session.Options.Random));

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
