using System.Text;
using System.Text.Json.Nodes;
using Swarm.Verification.Attestations;
using Swarm.Verification.Tests.Support;

namespace Swarm.Verification.Tests.Attestations;

public sealed class BundleFormTests
{
    [Fact]
    public void Numbers_may_be_texts_or_numbers()
    {
        Assert.True(Holds("happy-path-v0.3", bundle =>
        {
            Entry(bundle)["logIndex"] = long.Parse(Entry(bundle)["logIndex"]!.GetValue<string>(), null);
            Entry(bundle)["inclusionProof"]!["treeSize"] = long.Parse(Entry(bundle)["inclusionProof"]!["treeSize"]!.GetValue<string>(), null);
            bundle["messageSignature"]!["messageDigest"]!["algorithm"] = 1;
            bundle["dsseEnvelope"] = null;
        }));
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("\"1e3\"")]
    [InlineData("\" 1\"")]
    [InlineData("\"01\"")]
    [InlineData("\"+1\"")]
    [InlineData("\"9223372036854775808\"")]
    [InlineData("true")]
    [InlineData("-1")]
    public void A_number_has_one_spelling(string spelling) =>
        Assert.False(Holds("happy-path-v0.3", bundle => Entry(bundle)["logIndex"] = JsonNode.Parse(spelling)));

    [Fact]
    public void Base64_may_be_of_either_alphabet_but_not_loose()
    {
        Assert.True(Holds("happy-path-v0.3", bundle => Respell(bundle, text => text.Replace('+', '-').Replace('/', '_'))));
        Assert.True(Holds("happy-path-v0.3", bundle => Respell(bundle, text => text.TrimEnd('='))));
        Assert.False(Holds("happy-path-v0.3", bundle => Respell(bundle, text => text.Insert(4, "\n"))));
        Assert.False(Holds("happy-path-v0.3", bundle => Respell(bundle, text => text + "=")));
        Assert.False(Holds("happy-path-v0.3", bundle => Respell(bundle, text => text + "A")));
        Assert.False(Holds("happy-path-v0.3", bundle => Respell(bundle, text => "-_+/" + text)));
    }

    [Fact]
    public void Each_version_has_its_form()
    {
        const string Prefix = "application/vnd.dev.sigstore.bundle";
        Assert.False(Holds("happy-path-v0.1", bundle => bundle["mediaType"] = Prefix + "+json;version=0.3"));
        Assert.False(Holds("happy-path-v0.3", bundle => bundle["mediaType"] = Prefix + "+json;version=0.1"));
        Assert.True(Holds("happy-path-v0.1", bundle => bundle["mediaType"] = Prefix + "+json;version=0.2"));
        Assert.False(Holds("happy-path-v0.1", bundle => Entry(bundle).AsObject().Remove("inclusionPromise")));
        Assert.True(Holds("happy-path-v0.1", bundle => Entry(bundle).AsObject().Remove("inclusionProof")));
        Assert.False(Holds("happy-path-v0.3", bundle => Entry(bundle).AsObject().Remove("inclusionProof")));
        foreach (var version in new[] { "0.0", "0.4", "1.0", "0.3.1", " 0.3" })
        {
            Assert.False(Holds("happy-path-v0.3", bundle => bundle["mediaType"] = $"{Prefix}.v{version}+json"));
        }
    }

    [Fact]
    public void There_is_one_signer_and_one_content()
    {
        Assert.False(Holds("happy-path-v0.3", bundle => bundle["verificationMaterial"]!["publicKey"] = new JsonObject()));
        Assert.False(Holds("happy-path-v0.3", bundle => bundle["dsseEnvelope"] = new JsonObject()));
        Assert.False(Holds("happy-path-v0.3", bundle => bundle.AsObject().Remove("messageSignature")));
        Assert.False(Holds("happy-path-intoto-in-dsse-v3", bundle => bundle["dsseEnvelope"]!["signatures"]!.AsArray().Clear()));
        Assert.False(Holds("happy-path-intoto-in-dsse-v3", bundle =>
            bundle["dsseEnvelope"]!["signatures"]!.AsArray().Add(bundle["dsseEnvelope"]!["signatures"]![0]!.DeepClone())));
        Assert.False(Holds("happy-path-v0.1", bundle => bundle["verificationMaterial"]!["x509CertificateChain"]!["certificates"]!.AsArray().Clear()));
    }

    [Fact]
    public void A_bundle_does_not_bring_its_own_root_and_its_other_certificates_are_not_trusted()
    {
        var chain = JsonNode.Parse(SigstoreVectors.ReadDefaultRoot())!["certificateAuthorities"]![1]!["certChain"]!["certificates"]!;
        Assert.True(Holds("happy-path-v0.1", bundle => Certificates(bundle).Add(chain[0]!.DeepClone())));
        Assert.False(Holds("happy-path-v0.1", bundle => Certificates(bundle).Add(chain[1]!.DeepClone())));
        Assert.False(Holds("happy-path-v0.1", bundle => Certificates(bundle).Insert(0, chain[0]!.DeepClone())));
    }

    [Fact]
    public void A_log_entry_counts_once_and_each_one_must_hold()
    {
        Assert.False(Holds("happy-path-v0.3", bundle => bundle["verificationMaterial"]!["tlogEntries"]!.AsArray().Add(Entry(bundle).DeepClone())));
        Assert.False(Holds("happy-path-v0.3", bundle =>
        {
            var second = Entry(bundle).DeepClone();
            second["logIndex"] = "1";
            bundle["verificationMaterial"]!["tlogEntries"]!.AsArray().Add(second);
        }));
        Assert.False(Holds("happy-path-v0.3", bundle => bundle["verificationMaterial"]!["tlogEntries"]!.AsArray().Clear()));
    }

    [Fact]
    public void A_timestamp_counts_once_and_one_that_does_not_hold_counts_for_nothing()
    {
        static JsonArray Timestamps(JsonNode bundle) => bundle["verificationMaterial"]!["timestampVerificationData"]!["rfc3161Timestamps"]!.AsArray();
        Assert.True(Holds("rekor2-happy-path", bundle => Timestamps(bundle).Add(Timestamps(bundle)[0]!.DeepClone())));
        Assert.True(Holds("rekor2-happy-path", bundle => Timestamps(bundle).Add(new JsonObject { ["signedTimestamp"] = "MAA=" })));
        Assert.False(Holds("rekor2-happy-path", bundle => Timestamps(bundle)[0] = new JsonObject { ["signedTimestamp"] = "MAA=" }));
        Assert.False(Holds("rekor2-happy-path", bundle => Timestamps(bundle).Clear()));
        Assert.False(Holds("rekor2-happy-path", bundle => Timestamps(bundle)[0] = JsonNode.Parse(
            SigstoreVectors.Require("rekor2-timestamp-with-embedded-cert").Bundle)!["verificationMaterial"]!["timestampVerificationData"]!["rfc3161Timestamps"]![0]!.DeepClone()));
    }

    [Fact]
    public void A_stated_digest_must_be_the_artifacts()
    {
        Assert.False(Holds("happy-path-v0.3", bundle => bundle["messageSignature"]!["messageDigest"]!["digest"] = Convert.ToBase64String(new byte[32])));
        Assert.False(Holds("happy-path-v0.3", bundle => bundle["messageSignature"]!["messageDigest"]!["digest"] = "AAAA"));
        Assert.False(Holds("happy-path-v0.3", bundle => bundle["messageSignature"]!["messageDigest"]!["algorithm"] = "SHA3_256"));
    }

    private static JsonNode Entry(JsonNode bundle) => bundle["verificationMaterial"]!["tlogEntries"]![0]!;

    private static JsonArray Certificates(JsonNode bundle) => bundle["verificationMaterial"]!["x509CertificateChain"]!["certificates"]!.AsArray();

    private static void Respell(JsonNode bundle, Func<string, string> respell)
    {
        bundle["messageSignature"]!["signature"] = respell(bundle["messageSignature"]!["signature"]!.GetValue<string>());
        bundle["verificationMaterial"]!["certificate"]!["rawBytes"] = respell(bundle["verificationMaterial"]!["certificate"]!["rawBytes"]!.GetValue<string>());
        Entry(bundle)["canonicalizedBody"] = respell(Entry(bundle)["canonicalizedBody"]!.GetValue<string>());
    }

    private static bool Holds(string name, Action<JsonNode> change)
    {
        var vector = SigstoreVectors.Require(name);
        var bundle = JsonNode.Parse(vector.Bundle)!;
        change(bundle);
        return AttestationVerifier.Verify(Encoding.UTF8.GetBytes(bundle.ToJsonString()), vector.File, vector.Trust).IsValid;
    }
}
