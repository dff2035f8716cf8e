using System.Diagnostics;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Attestations;
using Swarm.Verification.Roots;
using Swarm.Verification.Tests.Support;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Tests.Attestations;

public sealed class PolicyTests
{
    public static TheoryData<string> GoodNames => [.. SigstoreVectors.ListGoodNames()];

    public static TheoryData<string> CertifiedNames => [.. SigstoreVectors.ListGoodNames().Where(name => !name.StartsWith("managed-key", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(CertifiedNames))]
    public void Another_identity_is_refused(string name)
    {
        var vector = SigstoreVectors.Require(name);
        RequireFailed(vector, "identity", new() { Identity = vector.Identity + "x", Issuer = vector.Issuer });
        RequireFailed(vector, "identity", new() { Identity = vector.Identity[..^1], Issuer = vector.Issuer });
        RequireFailed(vector, "identity", new() { IdentityPattern = "https://github\\.com/sigstore-conformance/", Issuer = vector.Issuer });
        RequireFailed(vector, "identity", new() { IdentityPattern = ".*/main|x", Identity = "other" });
    }

    [Theory]
    [MemberData(nameof(CertifiedNames))]
    public void Another_issuer_is_refused(string name)
    {
        var vector = SigstoreVectors.Require(name);
        RequireFailed(vector, "issuer", new() { Identity = vector.Identity, Issuer = vector.Issuer + "/" });
    }

    [Theory]
    [MemberData(nameof(GoodNames))]
    public void Another_artifact_is_refused(string name)
    {
        var vector = SigstoreVectors.Require(name);
        var other = vector.Artifact.Append((byte)0).ToArray();
        foreach (var subject in new[] { AttestationSubject.FromBytes(other), AttestationSubject.FromDigest(Digest.Compute(other)) })
        {
            var verdict = AttestationVerifier.Verify(vector.Bundle, subject, vector.Trust);
            Assert.False(verdict.IsValid);
            Assert.Null(verdict.Identity);
            Assert.Contains(verdict.Checks, check => check is { Name: "subject" or "signature", Status: CheckStatus.Failed });
        }
    }

    [Theory]
    [MemberData(nameof(CertifiedNames))]
    public void Another_trusted_root_is_refused(string name)
    {
        var vector = SigstoreVectors.Require(name);
        var others = ShippedRoots.All.Where(root => vector.Roots[0].Sha256 != Digest.Compute(SigstoreVectors.ReadDefaultRoot()) || root.Name != ShippedRoots.PublicGood.Name).ToArray();
        foreach (var other in others)
        {
            var verdict = AttestationVerifier.Verify(vector.Bundle, vector.File, vector.Trust with { Roots = [other] });
            Assert.False(verdict.IsValid, verdict.Reason);
            Assert.Null(verdict.Claims);
        }

        var among = AttestationVerifier.Verify(vector.Bundle, vector.File, vector.Trust with { Roots = [.. others, .. vector.Roots] });
        Assert.True(among.IsValid, among.Reason);
        Assert.Equal(vector.Roots[0].Sha256, among.Root!.Sha256);
    }

    [Theory]
    [MemberData(nameof(CertifiedNames))]
    public void A_certificate_without_a_stated_policy_proves_nothing(string name)
    {
        var vector = SigstoreVectors.Require(name);
        RequireFailed(vector, "bundle", new());
        RequireFailed(vector, "bundle", new() { Issuer = vector.Issuer });
        RequireFailed(vector, "bundle", new() { SourceRepositoryId = "632596897" });
        Assert.False(AttestationVerifier.Verify(vector.Bundle, vector.File, vector.Trust with { Roots = [] }).IsValid);
    }

    [Theory]
    [MemberData(nameof(CertifiedNames))]
    public void The_clock_bounds_the_evidence(string name)
    {
        var vector = SigstoreVectors.Require(name);
        var verdict = AttestationVerifier.Verify(vector.Bundle, vector.File, vector.Trust with { Clock = new FixedClock(new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero)) });
        Assert.Contains(verdict.Checks, check => check is { Name: "time", Status: CheckStatus.Failed });
    }

    [Theory]
    [MemberData(nameof(GoodNames))]
    public void A_stream_is_as_good_as_its_bytes(string name)
    {
        var vector = SigstoreVectors.Require(name);
        using var stream = new MemoryStream(vector.Artifact);
        Assert.True(AttestationVerifier.Verify(vector.Bundle, AttestationSubject.FromStream(stream), vector.Trust).IsValid);
    }

    [Fact]
    public void Each_claim_of_the_certificate_can_be_required()
    {
        var vector = SigstoreVectors.Require("happy-path-v0.3");
        const string Commit = "c7b3dfb335f051e1c86bda4c716fac97df62ad81";
        var good = new AttestationRequirements
        {
            IdentityPattern = "https://github\\.com/sigstore-conformance/.*@refs/heads/main",
            Issuer = vector.Issuer,
            SourceRepository = "sigstore-conformance/extremely-dangerous-public-oidc-beacon",
            SourceRepositoryId = "632596897",
            SourceOwner = "https://github.com/sigstore-conformance",
            SourceOwnerId = "131804563",
            RequiredCommit = Commit,
            SourceRef = "refs/heads/main",
            SignerWorkflow = vector.Identity,
            SignerCommit = Commit,
            BuildConfig = vector.Identity,
            BuildConfigCommit = Commit,
            BuildTrigger = "workflow_dispatch",
            RunnerEnvironment = "github-hosted",
            RunInvocation = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/actions/runs/8347481628/attempts/1",
            SourceVisibility = "public",
            Kind = AttestationKind.MessageSignature,
        };
        var verdict = AttestationVerifier.Verify(vector.Bundle, vector.File, vector.Trust with { Requirements = good });
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Equal("public", verdict.Claims!.SourceVisibility);
        Assert.Equal(Commit, verdict.Claims.SourceCommit);
        Assert.Single(verdict.Times);
        Assert.Single(verdict.LogIndexes);

        RequireFailed(vector, "source_repository", good with { SourceRepository = "sigstore-conformance/other" });
        RequireFailed(vector, "source_repository_id", good with { SourceRepositoryId = "1" });
        RequireFailed(vector, "source_owner", good with { SourceOwner = "sigstore" });
        RequireFailed(vector, "source_owner_id", good with { SourceOwnerId = "1" });
        RequireFailed(vector, "source_commit", good with { RequiredCommit = new string('0', 40) });
        RequireFailed(vector, "source_ref", good with { SourceRef = "refs/heads/other" });
        RequireFailed(vector, "signer_workflow", good with { SignerWorkflow = "other" });
        RequireFailed(vector, "signer_commit", good with { SignerCommit = new string('0', 40) });
        RequireFailed(vector, "build_config", good with { BuildConfig = "other" });
        RequireFailed(vector, "build_config_commit", good with { BuildConfigCommit = new string('0', 40) });
        RequireFailed(vector, "build_trigger", good with { BuildTrigger = "push" });
        RequireFailed(vector, "runner_environment", good with { RunnerEnvironment = "self-hosted" });
        RequireFailed(vector, "run_invocation", good with { RunInvocation = "other" });
        RequireFailed(vector, "source_visibility", good with { SourceVisibility = "private" });
        RequireFailed(vector, "kind", good with { Kind = AttestationKind.Statement });
        RequireFailed(vector, "predicate_type", good with { PredicateType = "https://slsa.dev/provenance/v1" });
    }

    [Fact]
    public void A_claim_that_the_certificate_does_not_make_is_not_met()
    {
        var vector = SigstoreVectors.Require("managed-key-happy-path");
        RequireFailed(vector, "source_commit", new() { RequiredCommit = new string('0', 40) });
        RequireFailed(vector, "identity", new() { Identity = "someone" });
    }

    [Fact]
    public void A_statement_is_given_with_its_predicate()
    {
        var vector = SigstoreVectors.Require("happy-path-intoto-in-dsse-v3");
        var verdict = AttestationVerifier.Verify(
            vector.Bundle, vector.Hash, vector.Trust with { Requirements = vector.Trust.Requirements with { PredicateType = "https://slsa.dev/provenance/v1" } });
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Equal("https://slsa.dev/provenance/v1", verdict.PredicateType);
        Assert.NotEqual(0, verdict.Statement.Length);
        RequireFailed(vector, "predicate_type", vector.Trust.Requirements with { PredicateType = "https://slsa.dev/provenance/v0.2" });
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a)|(b")]
    [InlineData("(?=a)b")]
    [InlineData("(a)\\1")]
    public void A_pattern_that_cannot_be_used_is_an_error_of_the_caller(string pattern)
    {
        var exception = Assert.Throws<SwarmException>(() => AttestationVerifier.Verify(
            "{}"u8.ToArray(), AttestationSubject.FromBytes(default), new() { Requirements = new() { IdentityPattern = pattern } }));
        Assert.Equal(ErrorCode.SpecInvalid, exception.ErrorCode);
        Assert.Contains(pattern, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_takes_time_in_proportion_to_the_identity()
    {
        var vector = SigstoreVectors.Require("happy-path-v0.3");
        var watch = Stopwatch.StartNew();
        RequireFailed(vector, "identity", new() { IdentityPattern = "(.*.*.*.*)*=" });
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_key_does_not_stand_in_for_a_certificate_nor_the_other_way_round()
    {
        var certified = SigstoreVectors.Require("happy-path-v0.3");
        var keyed = SigstoreVectors.Require("managed-key-happy-path");
        Assert.False(AttestationVerifier.Verify(certified.Bundle, certified.File, certified.Trust with { Key = keyed.Trust.Key }).IsValid);
        Assert.False(AttestationVerifier.Verify(keyed.Bundle, keyed.File, certified.Trust).IsValid);
    }

    [Fact]
    public void A_key_alone_is_enough_where_no_trusted_root_is_given_and_says_what_was_not_checked()
    {
        var vector = SigstoreVectors.Require("managed-key-happy-path");
        var verdict = AttestationVerifier.Verify(vector.Bundle, vector.File, vector.Trust with { Roots = [] });
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Contains(verdict.Checks, check => check is { Name: "log", Status: CheckStatus.Unavailable });
        Assert.Empty(verdict.LogIndexes);
    }

    [Fact]
    public void Many_bundles_can_be_verified_side_by_side_with_one_trust()
    {
        var vector = SigstoreVectors.Require("rekor2-happy-path");
        var trust = vector.Trust;
        Parallel.For(0, 200, _ => Assert.True(AttestationVerifier.Verify(vector.Bundle, vector.File, trust).IsValid));
    }

    private static void RequireFailed(SigstoreVector vector, string check, AttestationRequirements requirements)
    {
        var verdict = AttestationVerifier.Verify(vector.Bundle, vector.File, vector.Trust with { Requirements = requirements });
        Assert.False(verdict.IsValid);
        Assert.Contains(verdict.Checks, found => found.Name == check && found.Status == CheckStatus.Failed);
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
