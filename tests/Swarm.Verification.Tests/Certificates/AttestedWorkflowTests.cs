using System.Text.RegularExpressions;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Certificates;
using Swarm.Verification.Tests.Authority;
using Swarm.Verification.Tests.Support;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Tests.Certificates;

/// <summary>The workflow, the commits and the runner that a certificate names, held against those that its attestation names.</summary>
public sealed class AttestedWorkflowTests : AttestedCertificates
{
    public static TheoryData<string> WrongIdentities => [.. MakeWrongIdentities().Keys];

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
        foreach (var shown in new[] { evidence, evidence with { Envelope = Sign(Make(), Runner) } })
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
        Assert.True(Verify(evidence with { Envelope = Sign(Make(), Family.Key) }, trust => byNobody(trust) with { Required = [CheckNames.Attestation] }).IsValid);
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
    public void TheRunner_is_the_one_that_the_certificate_says(string stated, string? attested, bool holds)
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
}
