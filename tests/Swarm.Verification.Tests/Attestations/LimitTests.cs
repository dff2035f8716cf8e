using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Swarm.Verification.Attestations;
using Swarm.Verification.Tests.Support;

namespace Swarm.Verification.Tests.Attestations;

public sealed class LimitTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(2);

    [Fact]
    public void A_bundle_of_100_megabytes_is_refused_at_once()
    {
        var bytes = new byte[100_000_000];
        bytes.AsSpan().Fill((byte)' ');
        RequireRefused(bytes, "16777216");
    }

    [Fact]
    public void Ten_thousand_log_entries_are_refused_at_once() => RequireRefused(
        Build("happy-path-v0.3", bundle => Repeat(bundle["verificationMaterial"]!["tlogEntries"]!.AsArray(), 10_000, small: true)), "at most 32");

    [Fact]
    public void A_chain_of_a_thousand_certificates_is_refused_at_once() => RequireRefused(
        Build("happy-path-v0.1", bundle => Repeat(bundle["verificationMaterial"]!["x509CertificateChain"]!["certificates"]!.AsArray(), 1000, small: false)),
        "at most 16");

    [Fact]
    public void A_thousand_timestamps_are_refused_at_once() => RequireRefused(
        Build("rekor2-happy-path", bundle => Repeat(bundle["verificationMaterial"]!["timestampVerificationData"]!["rfc3161Timestamps"]!.AsArray(), 1000, small: false)),
        "at most 32");

    [Fact]
    public void Many_proof_hashes_are_refused_at_once() => RequireRefused(
        Build("happy-path-v0.3", bundle => Repeat(bundle["verificationMaterial"]!["tlogEntries"]![0]!["inclusionProof"]!["hashes"]!.AsArray(), 100_000, small: false)),
        "at most 64");

    [Theory]
    [InlineData("[", 16_000_000)]
    [InlineData("{\"a\":", 3_000_000)]
    [InlineData("[],", 5_000_000)]
    [InlineData("\"\\u0061\",", 1_500_000)]
    public void Deep_or_wide_nonsense_is_refused_at_once(string part, int count)
    {
        SigstoreVectors.RequireFolder("sigstore");
        var text = "{\"mediaType\":[" + string.Concat(Enumerable.Repeat(part, count)) + "0]}";
        RequireRefused(Encoding.UTF8.GetBytes(text), string.Empty);
    }

    [Fact]
    public void Many_members_are_refused_at_once()
    {
        var text = new StringBuilder("{");
        for (var index = 0; index < 1_200_000; index++)
        {
            text.Append('"').Append(index).Append("\":0,");
        }

        RequireRefused(Encoding.UTF8.GetBytes(text.Append("\"z\":0}").ToString()), "1000000");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    [InlineData("{\"mediaType\":1}")]
    [InlineData("{\"mediaType\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"mediaType\":\"a\",\"mediaType\":\"a\"}")]
    [InlineData("{\"critical_rule\":1}")]
    [InlineData("\ufeff{}")]
    public void What_is_no_bundle_is_refused_with_a_reason(string text) => RequireRefused(Encoding.UTF8.GetBytes(text), string.Empty);

    private static byte[] Build(string name, Action<JsonNode> change)
    {
        var bundle = JsonNode.Parse(SigstoreVectors.Require(name).Bundle)!;
        change(bundle);
        return Encoding.UTF8.GetBytes(bundle.ToJsonString());
    }

    private static void Repeat(JsonArray items, int count, bool small)
    {
        var first = items[0]!;
        if (small)
        {
            first["canonicalizedBody"] = "AA==";
            first.AsObject().Remove("inclusionProof");
        }

        while (items.Count < count)
        {
            items.Add(first.DeepClone());
        }
    }

    private static void RequireRefused(byte[] bundle, string reason)
    {
        var trust = new AttestationTrust { Roots = Roots(), Requirements = new() { Identity = "someone" } };
        var watch = Stopwatch.StartNew();
        var verdict = AttestationVerifier.Verify(bundle, AttestationSubject.FromBytes(default), trust);
        Assert.True(watch.Elapsed < Quick, watch.Elapsed.ToString());
        Assert.False(verdict.IsValid);
        Assert.Equal("bundle", Assert.Single(verdict.Checks).Name);
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.ElapsedMilliseconds} ms: {verdict.Reason}");
    }

    private static IReadOnlyList<Verification.Roots.TrustedRoot> Roots() => Verification.Roots.ShippedRoots.All;
}
