using System.Text;
using Swarm.Core.Digests;
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

/// <summary>Certificates of remote runs, and the Sigstore bundles that vouch for them.</summary>
public sealed class AttestedCertificateTests : AttestedCertificates
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_certificate_that_its_workflow_attested_holds(bool isStatement)
    {
        var evidence = Attest(Make(), isStatement: isStatement);
        var verdict = Verify(evidence);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Equal(CheckStatus.Passed, Find(verdict, CheckNames.Attestation).Status);
        Assert.Contains(Address, Find(verdict, CheckNames.Attestation).Detail, StringComparison.Ordinal);

        // The runner's key speaks through the attestation that names it, and never alone.
        Assert.Equal(CheckStatus.Passed, Find(verdict, CheckNames.Signature).Status);
        var alone = Verify(evidence with { Bundle = null });
        Assert.Equal((false, CheckStatus.Unavailable), (alone.IsValid, Find(alone, CheckNames.Signature).Status));
        Assert.Equal(ErrorCode.CertificateInvalid, alone.ErrorCode);
    }

    [Fact]
    public void An_attestation_that_is_required_must_be_there()
    {
        var signed = Write(Make()) with { Envelope = Sign(Make(), Family.Key) };
        Assert.True(Verify(signed).IsValid);
        var verdict = Verify(signed, trust => trust with { Required = [CheckNames.Attestation] });
        Assert.Equal((false, ErrorCode.CertificateCheckMissing), (verdict.IsValid, verdict.ErrorCode));
        Assert.Contains("no Sigstore bundle", verdict.Reason, StringComparison.Ordinal);
        var rootless = Verify(Attest(Make()), trust => trust with { Attestation = null, Required = [CheckNames.Attestation] });
        Assert.False(rootless.IsValid);
        Assert.Contains("no trusted root", Find(rootless, CheckNames.Attestation).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_of_another_certificate_is_refused()
    {
        var other = Attest(Make() with { JobId = "another" });
        AssertRefused(Write(Make()) with { Bundle = other.Bundle }, "another digest");
        AssertRefused(Write(Make()) with { Bundle = Attest(Make() with { JobId = "another" }, isStatement: true).Bundle }, "other artifacts");
        AssertRefused(Write(Make()) with { Bundle = "{}"u8.ToArray() }, "mediaType");
        AssertRefused(Write(Make()) with { Bundle = Array.Empty<byte>() }, "bundle");
    }

    [Fact]
    public void Another_issuer_is_refused()
    {
        const string Other = "https://gitlab.example.com";
        var identity = Signer.With(FulcioClaim.Issuer, Other).With(FulcioClaim.IssuerRaw, Other);
        AssertRefused(Attest(Make(), identity), "issuer");
        AssertRefused(Attest(Make(), Signer.Without(FulcioClaim.Issuer).Without(FulcioClaim.IssuerRaw)), "issuer");
        Assert.True(Verify(Attest(Make(), identity), trust => Expect(trust, expected => expected with { Issuer = Other })).IsValid);
        AssertRefused(Attest(Make()), "issuer", trust => Expect(trust, expected => expected with { Issuer = Other }));
    }

    [Fact]
    public void Another_trusted_root_is_refused()
    {
        var roots = Trial.Under(FakeSigstore.Create().TrustedRoot()).Roots;
        AssertRefused(Attest(Make()), "log", trust => Expect(trust, expected => expected with { Roots = roots }));
        AssertRefused(Attest(Make()), "no trusted root", trust => Expect(trust, expected => expected with { Roots = [] }));
    }

    [Fact]
    public void An_identity_that_is_stated_must_match_besides_the_workflow()
    {
        var evidence = Attest(Make());
        Assert.True(Verify(evidence, trust => Expect(trust, expected => expected with { Identity = Address })).IsValid);
        Assert.True(Verify(evidence, trust => Expect(trust, expected => expected with { IdentityPattern = "https://github\\.com/owner/.*" })).IsValid);
        AssertRefused(evidence, "identity", trust => Expect(trust, expected => expected with { Identity = Address + "x" }));
        AssertRefused(evidence, "identity", trust => Expect(trust, expected => expected with { IdentityPattern = "https://github\\.com/owner" }));
        AssertRefused(evidence, "identity", trust => Expect(trust, expected => expected with { IdentityPattern = "x|https://github\\.com/" }));

        // The caller's identity does not stand in for the workflow that the certificate names.
        var other = Signer with { Names = [GeneralName.Uri("https://github.com/other/repo/.github/workflows/x.yml@refs/heads/main")] };
        AssertRefused(Attest(Make(), other), "identity", trust => Expect(trust, expected => expected with { IdentityPattern = ".*" }));
        AssertRefused(Attest(Make(), other), "identity", trust => Expect(trust, expected => expected with { Identity = Encoding.UTF8.GetString(other.Names[0].Value) }));
    }

    [Fact]
    public void A_pattern_that_is_none_is_the_callers_error() => Assert.Throws<SwarmException>(
        () => Verify(Attest(Make()), trust => Expect(trust, expected => expected with { IdentityPattern = "(" })));

    [Fact]
    public void A_run_without_a_workflow_needs_an_identity()
    {
        var identity = FakeIdentity.Email("somebody@example.com");
        var evidence = Attest(Make(runtime => runtime with { WorkflowRef = null, CommitSha = null, RunnerClass = "local" }), identity);
        AssertRefused(evidence, "state the identity", trust => Expect(trust, expected => expected with { IdentityPattern = null }));
        Assert.True(Verify(evidence, trust => Expect(trust, expected => expected with { Identity = "somebody@example.com", IdentityPattern = null })).IsValid);
        Assert.True(Verify(evidence, trust => Expect(trust, expected => expected with { IdentityPattern = ".*@example\\.com" })).IsValid);
        AssertRefused(evidence, "identity", trust => Expect(trust, expected => expected with { Identity = "nobody@example.com" }));
        AssertRefused(evidence, "identity", trust => Expect(trust, expected => expected with { IdentityPattern = "example\\.com" }));
        AssertRefused(evidence, "issuer", trust => Expect(trust, expected => expected with { Identity = "somebody@example.com", Issuer = "x" }));
    }

    [Fact]
    public void ARunners_key_counts_only_where_an_attested_certificate_names_it()
    {
        using var other = SigningKey.Create(RandomSource.System);
        var evidence = Attest(Make());
        Assert.Equal(CheckStatus.Failed, Find(Verify(evidence with { Envelope = Sign(Make(), other) }), CheckNames.Signature).Status);
        Assert.False(Verify(evidence with { Envelope = Sign(Make(), other) }).IsValid);

        // A wrong attestation leaves the runner's signature without a voucher, and is a failure by itself.
        var refused = AssertRefused(evidence with { Bundle = Attest(Make() with { JobId = "x" }).Bundle }, string.Empty);
        Assert.Equal(CheckStatus.Unavailable, Find(refused, CheckNames.Signature).Status);

        // The envelope of another certificate of the same runner.
        Assert.False(Verify(evidence with { Envelope = Sign(Make() with { JobId = "x" }, Runner) }).IsValid);

        // A certificate that names no key, or none that is one, does not take the runner's.
        foreach (var name in (string?[])[null, string.Empty, "ed25519:", "x"])
        {
            var unnamed = Make(runtime => runtime with { RunnerKey = name });
            Assert.False(Verify(Attest(unnamed)).IsValid);
        }
    }

    [Fact]
    public void ARunners_key_that_is_revoked_is_refused_whatever_vouches_for_it()
    {
        var verdict = Verify(Attest(Make()), trust => trust with
        {
            Keys = new KeyRing([new TrustedKey(Family.Key.PublicKey, TrustedKey.AllRoles)], [Runner.PublicKey]),
        });
        Assert.Equal((false, ErrorCode.CertificateSignatureInvalid), (verdict.IsValid, verdict.ErrorCode));
        Assert.Contains("revoked", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_bit_of_an_attested_certificate_counts()
    {
        var evidence = Attest(Make());
        var bytes = evidence.Certificate.ToArray();

        // Every eleventh bit touches each byte's bits in turn.
        Parallel.For(0, bytes.Length * 8 / 11, index => Assert.False(
            Verify(evidence with { Certificate = Trial.Flip(bytes, index * 11), Envelope = null }).IsValid, $"bit {index * 11}"));
    }

    [Fact]
    public void Each_ancestor_needs_its_attestation_where_one_is_required()
    {
        using var family = new Family(0);
        for (var step = 0; step < 4; step++)
        {
            using var parents = new Family(step + 1);
            var certificate = parents.Certificates[step] with { Runtime = Make().Runtime };
            certificate = step == 0 ? certificate : certificate with
            {
                ParentState = certificate.ParentState with { CertificateSha256 = Digest.Compute(family.Evidence[Family.NodeId(step - 1)].Certificate.Span) },
            };
            family.Evidence[Family.NodeId(step)] = Attest(certificate);
        }

        var trust = MakeTrust() with { FindNode = family.Evidence.GetValueOrDefault, Required = [CheckNames.Attestation, CheckNames.Lineage] };
        CertificateVerdict Walk() => CertificateVerifier.VerifyLineage(family.Evidence[Family.NodeId(3)], trust, TestContext.Current.CancellationToken);
        Assert.True(Walk().IsValid, Walk().Reason);
        foreach (var step in (int[])[0, 1, 2])
        {
            var whole = family.Evidence[Family.NodeId(step)];
            family.Evidence[Family.NodeId(step)] = whole with { Bundle = null };
            AssertBroken(Walk(), step);
            family.Evidence[Family.NodeId(step)] = whole with { Bundle = family.Evidence[Family.NodeId(3)].Bundle };
            AssertBroken(Walk(), step);
            family.Evidence[Family.NodeId(step)] = whole;
        }

        static void AssertBroken(CertificateVerdict verdict, int step)
        {
            Assert.False(verdict.IsValid);
            Assert.Contains(Family.NodeId(step), verdict.Reason, StringComparison.Ordinal);
        }
    }
}
