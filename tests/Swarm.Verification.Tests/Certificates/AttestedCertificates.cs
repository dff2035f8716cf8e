using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Verification.Certificates;
using Swarm.Verification.Keys;
using Swarm.Verification.Tests.Authority;
using Swarm.Verification.Tests.Hostile;
using Swarm.Verification.Tests.Support;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Tests.Certificates;

/// <summary>A certificate of a remote run, its runner, and the workflow that attests it.</summary>
public abstract class AttestedCertificates : IDisposable
{
    private protected const string Workflow = "owner/repo/.github/workflows/swarm-run.yml";
    private protected const string Address = "https://github.com/" + Workflow + "@refs/tags/v1";

    private protected static readonly string Pin = new('a', 40);
    private protected static readonly string Commit = new('b', 40);
    private protected static readonly FakeSigstore Instance = Trial.Instance;

    private protected static readonly FakeIdentity Identity = FakeIdentity.GitHub with { Names = [GeneralName.Uri(Address)] };

    private protected static readonly FakeIdentity Signer = Identity
        .With(FulcioClaim.BuildSignerUri, Address).With(FulcioClaim.BuildSignerDigest, Pin)
        .With(FulcioClaim.SourceRepositoryDigest, Commit).With(FulcioClaim.WorkflowSha, Commit);

    private protected SigningKey Runner { get; } = SigningKey.Create(RandomSource.System);
    private protected Family Family { get; } = new(1);

    public void Dispose()
    {
        Family.Dispose();
        Runner.Dispose();
    }

    private protected static CheckResult Find(CertificateVerdict verdict, string name) => verdict.Checks.Single(check => check.Name == name);

    private protected static CertificateTrust Expect(CertificateTrust trust, Func<AttestationExpectation, AttestationExpectation> change) =>
        trust with { Attestation = change(trust.Attestation!) };

    private protected static CertificateEvidence Write(Certificate certificate) => new("run", CertificateDocument.Write(certificate), null);

    private protected static byte[] Sign(Certificate certificate, SigningKey key) => CertificateSigner.Sign(CertificateDocument.Write(certificate), certificate.JobId, key);

    private protected CertificateTrust MakeTrust() => new()
    {
        Keys = KeyRing.Of(Family.Key.PublicKey),

        // The caller accepts every signer; which of them it is to be follows from the certificate.
        Attestation = new AttestationExpectation { Roots = Trial.Trust.Roots, Clock = Trial.Clock, IdentityPattern = ".+" },
    };

    private protected CertificateVerdict Verify(CertificateEvidence evidence, Func<CertificateTrust, CertificateTrust>? change = null) =>
        CertificateVerifier.Verify(evidence, change?.Invoke(MakeTrust()) ?? MakeTrust());

    private protected CertificateVerdict AssertRefused(CertificateEvidence evidence, string says, Func<CertificateTrust, CertificateTrust>? change = null)
    {
        var verdict = Verify(evidence, change);
        Assert.False(verdict.IsValid);
        Assert.Equal(CheckStatus.Failed, Find(verdict, CheckNames.Attestation).Status);
        Assert.Contains(says, Find(verdict, CheckNames.Attestation).Detail, StringComparison.OrdinalIgnoreCase);

        // Not even the operator's own signature outweighs an attestation that does not hold.
        var signed = evidence with { Envelope = CertificateSigner.Sign(evidence.Certificate.Span, "run", Family.Key) };
        Assert.Equal(ErrorCode.AttestationInvalid, Verify(signed, change).ErrorCode);
        return verdict;
    }

    private protected Certificate Make(Func<CertificateRuntime, CertificateRuntime>? change = null)
    {
        var runtime = Family.Certificates[0].Runtime with
        {
            WorkflowRef = $"{Workflow}@{Pin}",
            CommitSha = Commit,
            RunnerClass = "github-hosted",
            RunnerKey = Runner.PublicKey.ToString(),
        };
        return Family.Certificates[0] with { Runtime = change?.Invoke(runtime) ?? runtime };
    }

    private protected CertificateEvidence Attest(Certificate certificate, FakeIdentity? identity = null, bool isStatement = false)
    {
        var evidence = Write(certificate);
        var bundle = Instance.Sign(new BundleRequest
        {
            Artifact = evidence.Certificate.ToArray(),
            Identity = identity ?? Signer,
            IsEnvelope = isStatement,
            Entries = [isStatement ? LogEntryKind.Dsse001 : LogEntryKind.HashedRekord001],
        });
        return evidence with { Envelope = Sign(certificate, Runner), Bundle = bundle.ToBytes() };
    }
}
