using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Verification.Attestations;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>Whose signature is accepted, and what else is asked of the certificate.</summary>
public class IdentityTests
{
    private const string Somebody = "somebody@example.com";
    private const string Issuer = "https://accounts.example.com";

    private static readonly Dictionary<string, (FulcioClaim Claim, Func<string, AttestationRequirements> Ask)> Requirements = new(StringComparer.Ordinal)
    {
        ["issuer"] = (FulcioClaim.Issuer, value => new() { Identity = Trial.Signer, Issuer = value }),
        ["source_repository"] = (FulcioClaim.SourceRepositoryUri, value => new() { Identity = Trial.Signer, SourceRepository = value }),
        ["source_repository_id"] = (FulcioClaim.SourceRepositoryIdentifier, value => new() { Identity = Trial.Signer, SourceRepositoryId = value }),
        ["source_owner"] = (FulcioClaim.SourceRepositoryOwnerUri, value => new() { Identity = Trial.Signer, SourceOwner = value }),
        ["source_owner_id"] = (FulcioClaim.SourceRepositoryOwnerIdentifier, value => new() { Identity = Trial.Signer, SourceOwnerId = value }),
        ["source_commit"] = (FulcioClaim.SourceRepositoryDigest, value => new() { Identity = Trial.Signer, RequiredCommit = value }),
        ["source_ref"] = (FulcioClaim.SourceRepositoryRef, value => new() { Identity = Trial.Signer, SourceRef = value }),
        ["source_visibility"] = (FulcioClaim.SourceRepositoryVisibility, value => new() { Identity = Trial.Signer, SourceVisibility = value }),
        ["signer_workflow"] = (FulcioClaim.BuildSignerUri, value => new() { Identity = Trial.Signer, SignerWorkflow = value }),
        ["signer_commit"] = (FulcioClaim.BuildSignerDigest, value => new() { Identity = Trial.Signer, SignerCommit = value }),
        ["build_config"] = (FulcioClaim.BuildConfigUri, value => new() { Identity = Trial.Signer, BuildConfig = value }),
        ["build_config_commit"] = (FulcioClaim.BuildConfigDigest, value => new() { Identity = Trial.Signer, BuildConfigCommit = value }),
        ["build_trigger"] = (FulcioClaim.BuildTrigger, value => new() { Identity = Trial.Signer, BuildTrigger = value }),
        ["runner_environment"] = (FulcioClaim.RunnerEnvironment, value => new() { Identity = Trial.Signer, RunnerEnvironment = value }),
        ["run_invocation"] = (FulcioClaim.RunInvocationUri, value => new() { Identity = Trial.Signer, RunInvocation = value }),
    };

    public static TheoryData<string> Names => [.. Requirements.Keys];

    [Theory]
    [InlineData(Somebody, true)]
    [InlineData("Somebody@example.com", false)]
    [InlineData("somebody@example.com ", false)]
    [InlineData("somebody@example.co", false)]
    [InlineData("omebody@example.com", false)]
    [InlineData("", false)]
    [InlineData(".*", false)]
    public void An_identity_is_exact(string identity, bool holds)
    {
        var trust = Asking(new() { Identity = identity, Issuer = Issuer });
        var verdict = Trial.Verify(Sign().ToBytes(), trust);
        Assert.Equal(holds, verdict.IsValid);
        AssertRefusal(verdict, holds, "identity");
    }

    [Theory]
    [InlineData(Somebody, ".*", true)]
    [InlineData(Somebody, @"somebody@example\.com", true)]
    [InlineData(Somebody, @".+@example\.com", true)]
    [InlineData(Somebody, @"^somebody@example\.com$", true)]
    [InlineData(Somebody, @"nobody|somebody@example\.com", true)]
    [InlineData(Somebody, @"example\.com", false)]
    [InlineData(Somebody, @"somebody@example", false)]
    [InlineData(Somebody, @"somebody@example|nobody", false)]
    [InlineData(Somebody, @"body@example\.com|nobody", false)]
    [InlineData(Somebody, @"somebody|example\.com", false)]
    [InlineData(Somebody, @"a|b", false)]
    [InlineData(Somebody, @"a|", false)]
    [InlineData(Somebody, @"|a", false)]
    [InlineData(Somebody, "", false)]
    [InlineData(Somebody, @"(?i)SOMEBODY@EXAMPLE\.COM", true)]
    [InlineData(Somebody, @"SOMEBODY@EXAMPLE\.COM", false)]
    [InlineData(Somebody, @"(?m)^somebody$", false)]
    [InlineData(Somebody, @"[^@]+", false)]
    [InlineData("somebody@example.com.evil.example", @"somebody@example\.com", false)]
    [InlineData("somebody@example.com.evil.example", @"somebody@example\.com$", false)]
    [InlineData("somebody@exampleXcom", @"somebody@example\.com", false)]
    [InlineData("evil@evil.example/somebody@example.com", @"^somebody@example\.com$|somebody@example\.com$", false)]
    public void A_pattern_matches_the_whole_identity(string identity, string pattern, bool holds)
    {
        var verdict = Trial.Verify(Sign(identity).ToBytes(), Asking(new() { IdentityPattern = pattern, Issuer = Issuer }));
        Assert.Equal(holds, verdict.IsValid);
        AssertRefusal(verdict, holds, "identity");
    }

    [Theory]
    [InlineData(@"somebody@example\.com")]
    [InlineData(@"somebody@example\.com$")]
    [InlineData(@"(?m)somebody@example\.com$")]
    [InlineData(@"somebody@example\.com\Z")]
    public void A_line_feed_is_no_end_of_an_identity(string pattern)
    {
        foreach (var identity in (string[])[Somebody + "\n", "x\n" + Somebody, Somebody + "\nx", Somebody + "\r\n", Somebody + "\0"])
        {
            var verdict = Trial.Verify(Sign(identity).ToBytes(), Asking(new() { IdentityPattern = pattern, Issuer = Issuer }));
            Assert.False(verdict.IsValid);
        }
    }

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("a)|(?:b")]
    [InlineData("a)|.*|(b")]
    [InlineData("a)(?#")]
    [InlineData("(?#")]
    [InlineData("(?x)a#")]
    [InlineData("[")]
    [InlineData("a\\")]
    [InlineData("*")]
    [InlineData("(?=a)a")]
    [InlineData("(?<=a)a")]
    [InlineData("(a)\\1")]
    [InlineData("(?>a)")]
    public void A_pattern_that_is_none_is_refused_with_its_text(string pattern)
    {
        var bundle = Sign().ToBytes();
        var exception = Assert.Throws<SwarmException>(() => Trial.Verify(bundle, Asking(new() { IdentityPattern = pattern, Issuer = Issuer })));
        Assert.Equal(ErrorCode.SpecInvalid, exception.ErrorCode);
        Assert.Contains(pattern, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(a+)+b")]
    [InlineData("(a|a)*b")]
    [InlineData("(.*.*.*.*.*.*.*)*x")]
    public void A_pattern_takes_no_longer_than_it_may(string pattern)
    {
        var bundle = Sign(new string('a', 2000)).ToBytes();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.False(Trial.Verify(bundle, Asking(new() { IdentityPattern = pattern, Issuer = Issuer })).IsValid);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"It took {clock.Elapsed}.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_claim_that_is_asked_for_must_be_exactly_there(string name)
    {
        var (claim, ask) = Requirements[name];
        var value = FakeIdentity.GitHub.Claims[claim];
        var bundle = Trial.Sign();
        Trial.AssertVerdict(bundle.ToBytes(), Asking(ask(value)), null, "signed by");
        foreach (var wrong in (string[])[value + "x", value[..^1], "x" + value, value + " ", value.ToUpperInvariant() + "X", "https://example.com/", ".*"])
        {
            Trial.AssertVerdict(bundle.ToBytes(), Asking(ask(wrong)), name, value);
        }

        var missing = FakeIdentity.GitHub.Without(claim);
        missing = claim == FulcioClaim.Issuer ? missing.Without(FulcioClaim.IssuerRaw) : missing;
        Trial.AssertVerdict(Trial.Sign(request => request with { Identity = missing }).ToBytes(), Asking(ask(value)), name, "nothing that was signed says");
        var empty = FakeIdentity.GitHub.With(claim, string.Empty);
        empty = claim == FulcioClaim.Issuer ? empty.With(FulcioClaim.IssuerRaw, string.Empty) : empty;
        Trial.AssertVerdict(Trial.Sign(request => request with { Identity = empty }).ToBytes(), Asking(ask(value)), name, value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_claim_in_the_form_of_another_is_refused(string name)
    {
        var (claim, ask) = Requirements[name];
        var value = FakeIdentity.GitHub.Claims[claim];

        // As the older claims are written: the text alone, without the type and length of a DER string.
        var raw = Trial.SignWithLeaf(leaf => leaf.Set(new X509Extension(FakeIdentity.Oid(claim), Encoding.UTF8.GetBytes(value), critical: false)));
        Trial.AssertVerdict(raw.ToBytes(), Asking(ask(value)), "certificate", "strict DER");
        var more = Trial.SignWithLeaf(leaf => leaf.Set(new X509Extension(
            FakeIdentity.Oid(claim), [.. FakeIdentity.Extension(claim, value).RawData, 0], critical: false)));
        Trial.AssertVerdict(more.ToBytes(), Asking(ask(value)), "certificate", "strict DER");
    }

    [Fact]
    public void The_commits_of_workflow_source_and_configuration_are_not_taken_for_one_another()
    {
        var identity = FakeIdentity.GitHub
            .With(FulcioClaim.BuildSignerDigest, Commit('a')).With(FulcioClaim.SourceRepositoryDigest, Commit('b')).With(FulcioClaim.BuildConfigDigest, Commit('c'));
        var bundle = Trial.Sign(request => request with { Identity = identity }).ToBytes();
        Trial.AssertVerdict(bundle, Asking(new() { Identity = Trial.Signer, SignerCommit = Commit('a'), RequiredCommit = Commit('b'), BuildConfigCommit = Commit('c') }), null, "signed by");
        foreach (var other in (char[])['b', 'c'])
        {
            Trial.AssertVerdict(bundle, Asking(new() { Identity = Trial.Signer, SignerCommit = Commit(other) }), "signer_commit", Commit('a'));
        }

        foreach (var other in (char[])['a', 'c'])
        {
            Trial.AssertVerdict(bundle, Asking(new() { Identity = Trial.Signer, RequiredCommit = Commit(other) }), "source_commit", Commit('b'));
        }
    }

    [Theory]
    [InlineData("example/agents", true)]
    [InlineData("https://github.com/example/agents", true)]
    [InlineData("http://github.com/example/agents", false)]
    [InlineData("https://github.com/example/agents/", false)]
    [InlineData("https://github.com/example/agents.git", false)]
    [InlineData("example/agent", false)]
    [InlineData("Example/agents", false)]
    [InlineData("agents", false)]
    [InlineData("https://github.com.evil.example/example/agents", false)]
    public void A_repository_may_be_written_short(string repository, bool holds)
    {
        var verdict = Trial.Verify(Trial.Sign().ToBytes(), Asking(new() { SourceRepository = repository }));
        Assert.Equal(holds, verdict.IsValid);
        AssertRefusal(verdict, holds, "source_repository");
    }

    [Fact]
    public void Two_issuers_are_none()
    {
        var identity = FakeIdentity.Email(Somebody, Issuer);
        foreach (var two in (FakeIdentity[])
        [
            identity.With(FulcioClaim.IssuerRaw, FakeIdentity.GitHubIssuer), identity.With(FulcioClaim.Issuer, FakeIdentity.GitHubIssuer),
            identity.With(FulcioClaim.IssuerRaw, Issuer + "\n"), identity.With(FulcioClaim.Issuer, Issuer + "/"),
        ])
        {
            foreach (var issuer in (string?[])[Issuer, FakeIdentity.GitHubIssuer, null])
            {
                var bundle = Trial.Sign(request => request with { Identity = two }).ToBytes();
                Trial.AssertVerdict(bundle, Asking(new() { Identity = Somebody, Issuer = issuer }), "certificate", string.Empty);
            }
        }
    }

    [Fact]
    public void Either_form_of_the_issuer_will_do()
    {
        var identity = FakeIdentity.Email(Somebody, Issuer);
        foreach (var one in (FakeIdentity[])[identity.Without(FulcioClaim.Issuer), identity.Without(FulcioClaim.IssuerRaw)])
        {
            var bundle = Trial.Sign(request => request with { Identity = one }).ToBytes();
            Trial.AssertVerdict(bundle, Asking(new() { Identity = Somebody, Issuer = Issuer }), null, "signed by");
            Trial.AssertVerdict(bundle, Asking(new() { Identity = Somebody, Issuer = Issuer + "/" }), "issuer", Issuer);
        }
    }

    [Fact]
    public void One_name_is_the_identity_and_no_other()
    {
        foreach (var name in (GeneralName[])[GeneralName.Email(Somebody), GeneralName.Uri(Somebody), GeneralName.UserName(Somebody)])
        {
            Trial.AssertVerdict(SignNames(name), Asking(new() { Identity = Somebody }), null, Somebody);
        }

        var good = GeneralName.Email(Somebody);
        foreach (var names in (GeneralName[][])
        [
            [], [good, good], [good, GeneralName.Email("other@example.com")], [GeneralName.Email("other@example.com"), good],
            [good, GeneralName.Uri(Trial.Signer)], [GeneralName.Dns(Somebody)], [good, GeneralName.Dns("example.com")], [GeneralName.Email(string.Empty)],
            [new GeneralName(1, [0xc3, 0xa9])], [new GeneralName(7, [127, 0, 0, 1])],
        ])
        {
            Trial.AssertVerdict(SignNames(names), Asking(new() { IdentityPattern = ".*" }), "certificate", string.Empty);
        }

        var nameless = Trial.SignWithLeaf(leaf => leaf.Remove(CertificateExtensions.SubjectAlternativeNameOid));
        Trial.AssertVerdict(nameless.ToBytes(), Asking(new() { IdentityPattern = ".*" }), "certificate", "names no identity");
    }

    [Fact]
    public void A_name_in_the_subject_is_no_identity()
    {
        var bundle = Trial.SignWithLeaf(leaf =>
        {
            leaf.Subject = CertificateTemplate.Name("Example", Somebody);
            leaf.Remove(CertificateExtensions.SubjectAlternativeNameOid);
        });
        Trial.AssertVerdict(bundle.ToBytes(), Asking(new() { Identity = Somebody }), "certificate", "names no identity");
    }

    [Fact]
    public void Who_asks_for_nobody_gets_nobody()
    {
        var bundle = Trial.Sign().ToBytes();
        foreach (var nobody in (AttestationRequirements[])
        [
            new(), new() { Issuer = FakeIdentity.GitHubIssuer }, new() { RequiredCommit = Commit('2') }, new() { RunnerEnvironment = "github-hosted" },
            new() { SourceRepositoryId = "1001" }, new() { SourceOwnerId = "2002" }, new() { SignerCommit = Commit('1') }, new() { Kind = AttestationKind.MessageSignature },
            new() { SourceRef = "refs/heads/main" }, new() { BuildTrigger = "push", SourceVisibility = "public" },
        ])
        {
            Trial.AssertVerdict(bundle, Asking(nobody), "bundle", "anyone can get a certificate");
        }
    }

    [Fact]
    public void All_that_is_asked_for_must_hold_together()
    {
        var bundle = Trial.Sign().ToBytes();
        Trial.AssertVerdict(bundle, Asking(Trial.Requirements with { IdentityPattern = "https://github.com/example/.*" }), "identity", "does not match");
        Trial.AssertVerdict(bundle, Asking(Trial.Requirements with { Identity = "x", IdentityPattern = ".*" }), "identity", "'x'");
        Trial.AssertVerdict(bundle, Asking(Trial.Requirements with { SourceOwner = "example", SourceOwnerId = "2003" }), "source_owner_id", "2003");
        Trial.AssertVerdict(bundle, Asking(Trial.Requirements with { SourceOwner = "example", SourceOwnerId = "2002" }), null, "signed by");
    }

    [Fact]
    public void A_key_has_no_identity()
    {
        var key = FakeKey.Create(KeyKind.P256);
        var bundle = Trial.Sign(request => request with { Key = key, Material = KeyMaterial.PublicKey }).ToBytes();
        var given = Verification.PublicKeys.PublicKey.FromPem(Encoding.ASCII.GetBytes(key.PublicKeyPem), "key.pub");
        var other = Verification.PublicKeys.PublicKey.FromPem(Encoding.ASCII.GetBytes(FakeKey.Create(KeyKind.P256).PublicKeyPem), "key.pub");
        Trial.AssertVerdict(bundle, Trial.Trust with { Key = given, Requirements = new() }, null, "given key");
        Trial.AssertVerdict(bundle, Trial.Trust with { Key = other, Requirements = new() }, "signature", "not made by the signer");
        Trial.AssertVerdict(bundle, Trial.Trust with { Key = given }, "identity", "no identity");
        Trial.AssertVerdict(bundle, Trial.Trust with { Key = given, Requirements = new() { IdentityPattern = ".*" } }, "identity", "no identity");
        Trial.AssertVerdict(bundle, Trial.Trust with { Key = given, Requirements = new() { RequiredCommit = Commit('2') } }, "source_commit", "nothing that was signed");
        Trial.AssertVerdict(bundle, Trial.Trust with { Key = null }, "bundle", "give the signer's public key");
        Trial.AssertVerdict(Trial.Sign().ToBytes(), Trial.Trust with { Key = given }, "bundle", "leave the key out");
    }

    private static string Commit(char digit) => new(digit, 40);

    private static AttestationTrust Asking(AttestationRequirements requirements) => Trial.Trust with { Requirements = requirements };

    private static SignedBundle Sign(string identity = Somebody) => Trial.Sign(request => request with { Identity = FakeIdentity.Email(identity, Issuer) });

    private static byte[] SignNames(params GeneralName[] names) =>
        Trial.SignWithLeaf(leaf => leaf.Set(GeneralName.Extension(names))).ToBytes();

    private static void AssertRefusal(AttestationVerdict verdict, bool holds, string name)
    {
        Trial.AssertReadable(verdict);
        if (!holds)
        {
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"The {name} check failed: "), verdict.Reason, StringComparison.Ordinal);
        }
    }
}
