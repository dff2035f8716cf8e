using System.Runtime.CompilerServices;
using Swarm.Core.Errors;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;
using Swarm.Verification.Certificates;
using Swarm.Verification.Verdicts;

namespace Swarm.Engine.Trust;

/// <summary>
/// Verifies the certificates that are files and that one command is given, with no store at hand: what they share, ancestors and a copy of a head log, is
/// verified once. Whatever may have changed since it was read is read again. Many threads may use it.
/// </summary>
public sealed class FileVerification
{
    private readonly SessionOptions _options;
    private readonly VerifyRequest _request;
    private readonly CertificateTrust _trust;
    private readonly RememberedEvidence _evidence;
    private readonly RememberedHeads _heads;
    private readonly ConditionalWeakTable<CertificateEvidence, SiblingCertificates.Link> _links = [];

    /// <summary>Begins to verify.</summary>
    /// <param name="options">What the face gives; its configuration names the trusted keys.</param>
    /// <param name="request">What is expected of each. Ancestors are looked for in sibling folders named as nodes, as those of a store are.</param>
    /// <exception cref="SwarmException">What is expected cannot be read or understood.</exception>
    public FileVerification(SessionOptions options, VerifyRequest request)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(request);
        (_options, _request) = (options, request);
        var configuration = new SwarmHome(options.ReadVariable).Read();
        _trust = RequestedTrust.Compose(request, options, configuration, CertificateFiles.FindOwnKey(options, configuration)) with { Session = new VerificationSession() };
        _evidence = new RememberedEvidence(options.Time);
        _heads = new RememberedHeads(request, options, _trust.Keys, store: null);
    }

    /// <summary>Verifies a certificate's file, with what lies beside it or the caller names.</summary>
    /// <param name="certificate">The certificate's file; relative to the current folder.</param>
    /// <param name="attestation">
    /// The file of its attestation, a DSSE envelope or a Sigstore bundle; null for what lies beside the certificate as
    /// <c>certificate.dsse.json</c> and <c>certificate.sigstore.json</c>.
    /// </param>
    /// <param name="cancellationToken">Ends a walk to the root.</param>
    /// <exception cref="SwarmException">A file cannot be read.</exception>
    public CertificateVerdict Verify(string certificate, string? attestation, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(certificate, _options.CurrentFolder);
        var evidence = CertificateFiles.Read(path);
        if (attestation is not null)
        {
            evidence = CertificateFiles.Attest(evidence, Path.GetFullPath(attestation, _options.CurrentFolder));
        }

        var siblings = new SiblingCertificates(Path.GetDirectoryName(Path.GetDirectoryName(path)), ReadSibling, _links);
        var trust = _trust with { Heads = _heads.Find(default), FindNode = siblings.Find };
        return CertificateFiles.Verify(evidence, trust, _request.Recurse, cancellationToken);
    }

    private CertificateEvidence ReadSibling(string file) =>
        _evidence.Find(Path.GetDirectoryName(file)!, node: null, () => CertificateFiles.Read(file))!;
}
