using System.Text;
using System.Text.RegularExpressions;
using Swarm.Core.Contracts;
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
public sealed class AttestedCertificateTests : IDisposable
{
    private const string Workflow = "owner/repo/.github/workflows/swarm-run.yml";
    private const string Address = "https://github.com/" + Workflow + "@refs/tags/v1";

    private static readonly string Pin = new('a', 40);
    private static readonly string Commit = new('b', 40);
    private static readonly FakeSigstore Instance = Trial.Instance;

    private static readonly FakeIdentity Identity = FakeIdentity.GitHub with { Names = [GeneralName.Uri(Address)] };

    private static readonly FakeIdentity Signer = Identity
        .With(FulcioClaim.BuildSignerUri, Address).With(FulcioClaim.BuildSignerDigest, Pin)
        .With(FulcioClaim.SourceRepositoryDigest, Commit).With(FulcioClaim.WorkflowSha, Commit);

    private readonly SigningKey _runner = SigningKey.Create(RandomSource.System);
    private readonly Family _family = new(1);

    public void Dispose()
    {
        _family.Dispose();
        _runner.Dispose();
    }

    public static TheoryData<string> WrongIdentities => [.. MakeWrongIdentities().Keys];

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
        var signed = Write(Make()) with { Envelope = Sign(Make(), _family.Key) };
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

    [Theory]
    [MemberData(nameof(WrongIdentities))]
    public void Another_identity_is_refused(string name) => AssertRefused(Attest(Make(), MakeWrongIdentities()[name]), string.Empty);

    [Theory]
    [InlineData("refs/heads/main")]
    [InlineData("refs/tags/v1")]
    [InlineData("refs/pull/1/merge")]
    public void The_branch_is_free_where_the_commit_is_pinned(string reference) =>
        Assert.True(Verify(Attest(Make(), Signer with { Names = [GeneralName.Uri($"https://github.com/{Workflow}@{reference}")] })).IsValid);

    [Theory]
    [InlineData(null, "state the identity")]
    [InlineData(Workflow, "40 hexadecimal")]
    [InlineData(Workflow + "@", "40 hexadecimal")]
    [InlineData(Workflow + "@main", "40 hexadecimal")]
    [InlineData(Workflow + "@refs/heads/main", "40 hexadecimal")]
    [InlineData(Workflow + "@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "40 hexadecimal")]
    [InlineData(Workflow + "@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "40 hexadecimal")]
    [InlineData(Workflow + "@AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "40 hexadecimal")]
    [InlineData("@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "40 hexadecimal")]
    [InlineData("https://github.com.evil.example/" + Workflow + "@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "does not match")]
    [InlineData("http://github.com/" + Workflow + "@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "does not match")]
    [InlineData("owner/repo/.github/workflows/.*@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "does not match")]
    [InlineData(".*@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "does not match")]
    [InlineData("x|.*@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "does not match")]
    [InlineData("owner/repo@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "does not match")]
    [InlineData("owner/repo/.github/workflows/swarm-run.yml\n@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "control characters")]
    public void A_workflow_that_is_not_pinned_or_not_the_one_is_refused(string? reference, string says)
    {
        var certificate = Make(runtime => runtime with { WorkflowRef = reference });
        AssertRefused(Attest(certificate), says, trust => Expect(trust, expected => expected with { IdentityPattern = null }));
    }

    [Fact]
    public void A_workflow_that_nobody_named_vouches_for_nothing_though_its_bundle_holds()
    {
        var evidence = Attest(Make());
        Func<CertificateTrust, CertificateTrust> byNobody = trust => Expect(trust, expected => expected with { IdentityPattern = null });
        foreach (var shown in new[] { evidence, evidence with { Envelope = Sign(Make(), _runner) } })
        {
            var verdict = Verify(shown, byNobody);
            Assert.Equal((false, ErrorCode.CertificateInvalid), (verdict.IsValid, verdict.ErrorCode));
            Assert.Equal(CheckStatus.Passed, Find(verdict, CheckNames.Attestation).Status);
            Assert.Contains("Nobody whom you trust", verdict.Reason, StringComparison.Ordinal);
            Assert.Contains(Address, verdict.Reason, StringComparison.Ordinal);
        }

        // What the caller names counts, and what looks like it does not.
        foreach (var (workflow, counts) in new[] { (Workflow, true), (Workflow + "x", false), (Workflow.ToUpperInvariant(), false), ($"{Workflow}@{Pin}", false), (string.Empty, false) })
        {
            Assert.Equal(counts, Verify(evidence, trust => Expect(byNobody(trust), expected => expected with { Workflows = ["other/repo/x.yml", workflow] })).IsValid);
        }

        // Where the operator stands for the certificate, the bundle shows that the workflow in it is the one that ran.
        Assert.True(Verify(evidence with { Envelope = Sign(Make(), _family.Key) }, trust => byNobody(trust) with { Required = [CheckNames.Attestation] }).IsValid);
        Assert.True(Verify(evidence, trust => byNobody(trust) with { ExpectedArtifactHash = Digest.Compute(evidence.Certificate.Span) }).IsValid);
    }

    [Fact]
    public void A_workflow_may_be_written_with_its_address() =>
        Assert.True(Verify(Attest(Make(runtime => runtime with { WorkflowRef = $"https://github.com/{Workflow}@{Pin}" }))).IsValid);

    [Theory]
    [InlineData(1_000)]
    [InlineData(3_000)]
    [InlineData(5_000)]
    [InlineData(500_000)]
    public void A_workflow_whose_name_is_too_long_is_a_verdict_and_no_error(int length)
    {
        var reference = $"owner/repo/{new string('.', length)}@{Pin}";
        var verdict = AssertRefused(Attest(Make(runtime => runtime with { WorkflowRef = reference })), string.Empty);
        Assert.InRange(verdict.Reason.Length, 30, 5_000);
        Assert.DoesNotContain(verdict.Reason, char.IsControl);
    }

    [Fact]
    public void The_commits_are_each_checked_against_their_own_claim()
    {
        var certificate = Make();
        AssertRefused(Attest(certificate, Signer.With(FulcioClaim.SourceRepositoryDigest, Pin)), "source_commit");
        AssertRefused(Attest(certificate, Signer.With(FulcioClaim.BuildSignerDigest, Commit)), "signer_commit");
        AssertRefused(Attest(certificate, Signer.With(FulcioClaim.BuildSignerDigest, Commit).With(FulcioClaim.SourceRepositoryDigest, Pin)), "commit");
        AssertRefused(Attest(certificate, Signer.Without(FulcioClaim.SourceRepositoryDigest)), "source_commit");
        AssertRefused(Attest(certificate, Signer.Without(FulcioClaim.BuildSignerDigest)), "signer_commit");
        AssertRefused(Attest(Make(runtime => runtime with { CommitSha = null })), "names no commit");
        AssertRefused(Attest(Make(runtime => runtime with { CommitSha = string.Empty })), string.Empty);
        AssertRefused(Attest(Make(runtime => runtime with { CommitSha = Commit[..39] })), "source_commit");

        var required = Verify(Attest(certificate), trust => trust with { RequiredCommit = Pin });
        Assert.Equal((false, ErrorCode.CertificateCommitMismatch), (required.IsValid, required.ErrorCode));
        Assert.True(Verify(Attest(certificate), trust => trust with { RequiredCommit = Commit, Required = [CheckNames.Commit, CheckNames.Attestation] }).IsValid);
    }

    [Theory]
    [InlineData("github-hosted", "github-hosted", true)]
    [InlineData("self-hosted", "self-hosted", true)]
    [InlineData("github-hosted", "self-hosted", false)]
    [InlineData("self-hosted", "github-hosted", false)]
    [InlineData("github-hosted", null, false)]
    public void The_runner_is_the_one_that_the_certificate_says(string stated, string? attested, bool holds)
    {
        var identity = attested is null ? Signer.Without(FulcioClaim.RunnerEnvironment) : Signer.With(FulcioClaim.RunnerEnvironment, attested);
        var evidence = Attest(Make(runtime => runtime with { RunnerClass = stated }), identity);
        if (holds)
        {
            Assert.True(Verify(evidence).IsValid);
        }
        else
        {
            AssertRefused(evidence, "runner_environment");
        }
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
    public void A_runners_key_counts_only_where_an_attested_certificate_names_it()
    {
        using var other = SigningKey.Create(RandomSource.System);
        var evidence = Attest(Make());
        Assert.Equal(CheckStatus.Failed, Find(Verify(evidence with { Envelope = Sign(Make(), other) }), CheckNames.Signature).Status);
        Assert.False(Verify(evidence with { Envelope = Sign(Make(), other) }).IsValid);

        // A wrong attestation leaves the runner's signature without a voucher, and is a failure by itself.
        var refused = AssertRefused(evidence with { Bundle = Attest(Make() with { JobId = "x" }).Bundle }, string.Empty);
        Assert.Equal(CheckStatus.Unavailable, Find(refused, CheckNames.Signature).Status);

        // The envelope of another certificate of the same runner.
        Assert.False(Verify(evidence with { Envelope = Sign(Make() with { JobId = "x" }, _runner) }).IsValid);

        // A certificate that names no key, or none that is one, does not take the runner's.
        foreach (var name in (string?[])[null, string.Empty, "ed25519:", "x"])
        {
            var unnamed = Make(runtime => runtime with { RunnerKey = name });
            Assert.False(Verify(Attest(unnamed)).IsValid);
        }
    }

    [Fact]
    public void A_runners_key_that_is_revoked_is_refused_whatever_vouches_for_it()
    {
        var verdict = Verify(Attest(Make()), trust => trust with
        {
            Keys = new KeyRing([new TrustedKey(_family.Key.PublicKey, TrustedKey.AllRoles)], [_runner.PublicKey]),
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

    private static Dictionary<string, FakeIdentity> MakeWrongIdentities()
    {
        var identities = new Dictionary<string, FakeIdentity>(StringComparer.Ordinal);
        foreach (var address in (string[])
        [
            $"https://github.com/{Workflow}", $"https://github.com/{Workflow}@", $"https://github.com/{Workflow}.evil@refs/heads/main",
            $"https://github.com/{Workflow}x@refs/heads/main", $"https://github.com/evil-{Workflow}@refs/heads/main",
            $"https://github.com/evil/{Workflow}@refs/heads/main", $"https://github.com/evil/x@{Workflow}@refs/heads/main",
            $"https://github.com.evil.example/{Workflow}@refs/heads/main", $"http://github.com/{Workflow}@refs/heads/main",
            $"https://evil.example/https://github.com/{Workflow}@refs/heads/main", $"https://github.com/{Workflow}@refs/heads/main\n",
            $"x\nhttps://github.com/{Workflow}@refs/heads/main", $"https://github.com/{Workflow}@\n",
            $"https://github.com/owner/repo/.github/workflows/other.yml@refs/heads/main", $"https://github.com/owner/repo/.github/workflows/SWARM-RUN.yml@refs/heads/main",
            $"https://github.com/owner/repoX.github/workflows/swarm-run.yml@refs/heads/main", $"https://github.com/owner/repo/.github/workflows/swarm-runXyml@refs/heads/main",
            $"https://github.com/owner/repo/Xgithub/workflows/swarm-run.yml@refs/heads/main", $"https://github.com/Owner/repo/.github/workflows/swarm-run.yml@refs/heads/main",
            $"{Workflow}@refs/heads/main", "somebody@example.com",
        ])
        {
            identities[Regex.Escape(address)] = Signer with { Names = [GeneralName.Uri(address)] };
        }

        return identities;
    }

    private static CheckResult Find(CertificateVerdict verdict, string name) => verdict.Checks.Single(check => check.Name == name);

    private static CertificateTrust Expect(CertificateTrust trust, Func<AttestationExpectation, AttestationExpectation> change) =>
        trust with { Attestation = change(trust.Attestation!) };

    private static CertificateEvidence Write(Certificate certificate) => new("run", CertificateDocument.Write(certificate), null);

    private static byte[] Sign(Certificate certificate, SigningKey key) => CertificateSigner.Sign(CertificateDocument.Write(certificate), certificate.JobId, key);

    private CertificateTrust MakeTrust() => new()
    {
        Keys = KeyRing.Of(_family.Key.PublicKey),

        // The caller accepts every signer; which of them it is to be follows from the certificate.
        Attestation = new AttestationExpectation { Roots = Trial.Trust.Roots, Clock = Trial.Clock, IdentityPattern = ".+" },
    };

    private CertificateVerdict Verify(CertificateEvidence evidence, Func<CertificateTrust, CertificateTrust>? change = null) =>
        CertificateVerifier.Verify(evidence, change?.Invoke(MakeTrust()) ?? MakeTrust());

    private CertificateVerdict AssertRefused(CertificateEvidence evidence, string says, Func<CertificateTrust, CertificateTrust>? change = null)
    {
        var verdict = Verify(evidence, change);
        Assert.False(verdict.IsValid);
        Assert.Equal(CheckStatus.Failed, Find(verdict, CheckNames.Attestation).Status);
        Assert.Contains(says, Find(verdict, CheckNames.Attestation).Detail, StringComparison.OrdinalIgnoreCase);

        // Not even the operator's own signature outweighs an attestation that does not hold.
        var signed = evidence with { Envelope = CertificateSigner.Sign(evidence.Certificate.Span, "run", _family.Key) };
        Assert.Equal(ErrorCode.AttestationInvalid, Verify(signed, change).ErrorCode);
        return verdict;
    }

    private Certificate Make(Func<CertificateRuntime, CertificateRuntime>? change = null)
    {
        var runtime = _family.Certificates[0].Runtime with
        {
            WorkflowRef = $"{Workflow}@{Pin}",
            CommitSha = Commit,
            RunnerClass = "github-hosted",
            RunnerKey = _runner.PublicKey.ToString(),
        };
        return _family.Certificates[0] with { Runtime = change?.Invoke(runtime) ?? runtime };
    }

    private CertificateEvidence Attest(Certificate certificate, FakeIdentity? identity = null, bool isStatement = false)
    {
        var evidence = Write(certificate);
        var bundle = Instance.Sign(new BundleRequest
        {
            Artifact = evidence.Certificate.ToArray(),
            Identity = identity ?? Signer,
            IsEnvelope = isStatement,
            Entries = [isStatement ? LogEntryKind.Dsse001 : LogEntryKind.HashedRekord001],
        });
        return evidence with { Envelope = Sign(certificate, _runner), Bundle = bundle.ToBytes() };
    }
}
