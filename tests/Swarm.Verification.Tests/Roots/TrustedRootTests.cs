using System.Text;
using System.Text.Json.Nodes;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Roots;
using Swarm.Verification.Tests.Support;

namespace Swarm.Verification.Tests.Roots;

public sealed class TrustedRootTests
{
    [Fact]
    public void The_shipped_roots_say_what_they_are_and_of_when()
    {
        Assert.Equal(2, ShippedRoots.All.Count);
        foreach (var root in ShippedRoots.All)
        {
            Assert.NotEmpty(root.Name);
            Assert.NotNull(root.AsOf);
            Assert.NotEqual(default, root.Sha256);
            Assert.True(root.HasTimestampAuthorities);
        }

        Assert.True(ShippedRoots.PublicGood is { HasTransparencyLogs: true, HasCertificateLogs: true });
        Assert.True(ShippedRoots.GitHub is { HasTransparencyLogs: false, HasCertificateLogs: false });
    }

    [Fact]
    public void The_public_vectors_hold_against_the_shipped_root()
    {
        var vector = SigstoreVectors.Require("happy-path-v0.3");
        var verdict = Verification.Attestations.AttestationVerifier.Verify(vector.Bundle, vector.Hash, vector.Trust with { Roots = ShippedRoots.All });
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Equal(ShippedRoots.PublicGood.Name, verdict.Root!.Name);
    }

    [Fact]
    public void A_file_may_hold_one_root_a_line()
    {
        var first = Encoding.UTF8.GetBytes(JsonNode.Parse(SigstoreVectors.ReadDefaultRoot())!.ToJsonString());
        byte[] lines = [.. first, (byte)'\n', .. first, (byte)'\r', (byte)'\n', (byte)'\n'];
        var roots = TrustedRoot.Parse(lines, "roots.jsonl");
        Assert.Equal(2, roots.Count);
        Assert.All(roots, root => Assert.Equal(Digest.Compute(first), root.Sha256));
        Assert.Equal("roots.jsonl, line 2", roots[1].Name);
        Assert.Throws<SwarmException>(() => TrustedRoot.Parse((byte[])[.. lines, (byte)'x'], "roots.jsonl"));
    }

    [Theory]
    [InlineData("application/vnd.dev.sigstore.trustedroot.v0.1+json", true)]
    [InlineData("application/vnd.dev.sigstore.trustedroot.v0.2+json", true)]
    [InlineData("application/vnd.dev.sigstore.trustedroot+json;version=0.2", true)]
    [InlineData("application/vnd.dev.sigstore.trustedroot+json;version=0.3", false)]
    [InlineData("", false)]
    public void Known_versions_are_read(string mediaType, bool isKnown)
    {
        var root = Change(node => node["mediaType"] = mediaType);
        if (isKnown)
        {
            Assert.Single(TrustedRoot.Parse(root, "root"));
        }
        else
        {
            RequireRefused(root);
        }
    }

    [Fact]
    public void What_is_missing_or_of_the_wrong_kind_is_refused()
    {
        RequireRefused(Change(node => node["tlogs"]![0]!["publicKey"]!["validFor"]!.AsObject().Remove("start")));
        RequireRefused(Change(node => node["tlogs"]![0]!["publicKey"]!.AsObject().Remove("validFor")));
        RequireRefused(Change(node => node["tlogs"]![0]!["publicKey"]!["keyDetails"] = "PKIX_ED25519"));
        RequireRefused(Change(node => node["tlogs"]![0]!["publicKey"]!["rawBytes"] = "AAAA"));
        RequireRefused(Change(node => node["tlogs"]![0]!["hashAlgorithm"] = "SHA2_512"));
        RequireRefused(Change(node => node["tlogs"]![0]!.AsObject().Remove("logId")));
        RequireRefused(Change(node => node["tlogs"]![0]!["baseUrl"] = "https://"));
        RequireRefused(Change(node => node["tlogs"]![0]!["publicKey"]!["validFor"]!["start"] = "2021-01-12"));
        RequireRefused(Change(node => node["certificateAuthorities"]![0]!["validFor"]!["end"] = "2020-01-12T11:53:27Z"));
        RequireRefused(Change(node => node["certificateAuthorities"]![0]!["certChain"]!["certificates"] = new JsonArray()));
        RequireRefused(Change(node => node["certificateAuthorities"] = 1));
        RequireRefused(Change(node => (node["tlogs"], node["timestampAuthorities"]) = (null, null)));
        RequireRefused(Change(node => node["critical_rule"] = 1));
        RequireRefused("{}"u8.ToArray());
        RequireRefused([]);
        RequireRefused(new byte[5_000_000]);
    }

    [Fact]
    public void A_log_with_a_key_of_an_unknown_kind_leaves_the_others_usable()
    {
        var vector = SigstoreVectors.Require("happy-path-v0.3");
        var roots = TrustedRoot.Parse(Change(node => node["tlogs"]![1]!["publicKey"]!["keyDetails"] = "ML_DSA_65"), "root");
        Assert.True(Verification.Attestations.AttestationVerifier.Verify(vector.Bundle, vector.File, vector.Trust with { Roots = roots }).IsValid);
        roots = TrustedRoot.Parse(Change(node => node["tlogs"]![0]!["publicKey"]!["keyDetails"] = "ML_DSA_65"), "root");
        Assert.False(Verification.Attestations.AttestationVerifier.Verify(vector.Bundle, vector.File, vector.Trust with { Roots = roots }).IsValid);
    }

    [Fact]
    public void A_log_is_trusted_to_the_end_of_its_period_and_not_after()
    {
        var vector = SigstoreVectors.Require("happy-path-v0.1");
        foreach (var (end, holds) in new[] { ("2023-07-12T15:56:36Z", true), ("2023-07-12T15:56:36.000000000Z", true), ("2023-07-12T15:56:35.999Z", false) })
        {
            var roots = TrustedRoot.Parse(Change(node => node["tlogs"]![0]!["publicKey"]!["validFor"]!["end"] = end), "root");
            Assert.Equal(holds, Verification.Attestations.AttestationVerifier.Verify(vector.Bundle, vector.File, vector.Trust with { Roots = roots }).IsValid);
        }
    }

    [Theory]
    [InlineData("tlogs")]
    [InlineData("ctlogs")]
    [InlineData("certificateAuthorities")]
    public void Without_its_logs_or_authorities_the_root_does_not_let_a_bundle_pass(string member)
    {
        var vector = SigstoreVectors.Require("happy-path-v0.1");
        var roots = TrustedRoot.Parse(Change(node => node.AsObject().Remove(member)), "root");
        var verdict = Verification.Attestations.AttestationVerifier.Verify(vector.Bundle, vector.File, vector.Trust with { Roots = roots });

        // A root without certificate logs asks for none of their promises: that is the caller's choice, and the verdict says so.
        Assert.Equal(member == "ctlogs", verdict.IsValid);
    }

    private static byte[] Change(Action<JsonNode> change)
    {
        var node = JsonNode.Parse(SigstoreVectors.ReadDefaultRoot())!;
        change(node);
        return Encoding.UTF8.GetBytes(node.ToJsonString());
    }

    private static void RequireRefused(byte[] root)
    {
        var exception = Assert.Throws<SwarmException>(() => TrustedRoot.Parse(root, "my-root.json"));
        Assert.Equal(ErrorCode.AttestationMalformed, exception.ErrorCode);
        Assert.Contains("my-root.json", exception.Message, StringComparison.OrdinalIgnoreCase);
    }
}
