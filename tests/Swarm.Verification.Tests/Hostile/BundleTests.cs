using System.Text;
using System.Text.Json.Nodes;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>Bundles that are not formed as the format asks, or are too much of anything.</summary>
public class BundleTests
{
    private const string Message = "messageSignature";
    private const string Material = "verificationMaterial";

    // A tenth of what the largest of them has.
    private const long MostAllocated = 8 * 1024 * 1024;

    private static readonly Dictionary<string, HostileCase> Cases = new(StringComparer.Ordinal)
    {
        ["no bytes"] = Raw(string.Empty),
        ["a space"] = Raw(" "),
        ["nothing"] = Raw("null"),
        ["a list"] = Raw("[]"),
        ["a text"] = Raw("\"bundle\""),
        ["an empty object"] = Raw("{}"),
        ["half a bundle"] = Bytes(bytes => bytes[..(bytes.Length / 2)]),
        ["a mark of the byte order"] = Bytes(bytes => [0xef, 0xbb, 0xbf, .. bytes]),
        ["UTF-16"] = Bytes(bytes => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes))),
        ["bytes that are no UTF-8"] = Bytes(bytes => [.. "{\"mediaType\":\""u8, 0xff, .. "\"}"u8]),
        ["two bundles"] = Bytes(bytes => [.. bytes, .. bytes]),
        ["a bundle with a zero behind it"] = Bytes(bytes => [.. bytes, 0]),
        ["a bundle with a comment"] = Bytes(bytes => [.. "/**/"u8, .. bytes]),
        ["a bundle with a comma too many"] = Bytes(bytes => [.. bytes[..^1], .. ",}"u8]),
        ["a member twice"] = Added("\"mediaType\":\"x\""),
        ["a member twice, once escaped"] = Added("\"media\\u0054ype\":\"x\""),
        ["an unknown member twice"] = Added("\"x\":1,\"x\":2"),
        ["an unknown member twice, deep within"] = Added("\"x\":{\"y\":[{\"z\":1,\"z\":1}]}"),
        ["a critical member"] = Added("\"critical_rule\":1"),
        ["a critical member, deep within"] = Added("\"x\":[{\"critical_rule\":1}]"),
        ["a nesting of a hundred"] = Added("\"x\":" + new string('[', 100) + new string(']', 100)),
        ["a nesting of a million"] = Raw(new string('[', 1_000_000)),
        ["half of a pair of surrogates"] = Altered(bundle => bundle["mediaType"] = "@").Then(text => text.Replace("@", "\\ud800", StringComparison.Ordinal)),
        ["no kind of file"] = Altered(bundle => bundle.Remove("mediaType")),
        ["a kind of file that is null"] = Altered(bundle => bundle["mediaType"] = null),
        ["a kind of file that is a number"] = Altered(bundle => bundle["mediaType"] = 3),
        ["no material"] = Altered(bundle => bundle.Remove(Material)),
        ["a material that is a list"] = Altered(bundle => bundle[Material] = new JsonArray()),
        ["no content"] = Altered(bundle => bundle.Remove(Message)),
        ["a content that is null"] = Altered(bundle => bundle[Message] = null),
        ["a content that is empty"] = Altered(bundle => bundle[Message] = new JsonObject()),
        ["both contents"] = Altered(bundle => bundle["dsseEnvelope"] = new JsonObject()),
        ["no signature"] = Altered(bundle => bundle[Message]!.AsObject().Remove("signature")),
        ["a signature that is a list of numbers"] = Altered(bundle => bundle[Message]!["signature"] = new JsonArray(1, 2)),
        ["a signature of 5 KiB"] = Altered(bundle => bundle[Message]!["signature"] = Convert.ToBase64String(new byte[5000])),
        ["no signer"] = Altered(bundle => bundle[Material]!.AsObject().Remove("certificate")),
        ["a certificate and a chain"] = Altered(bundle => bundle[Material]!["x509CertificateChain"] = Chain(bundle)),
        ["a certificate and a key"] = Altered(bundle => bundle[Material]!["publicKey"] = new JsonObject { ["hint"] = "x" }),
        ["a chain in version 0.3"] = Chained(BundleMediaTypes.Version03, bundle => Chain(bundle)),
        ["an empty chain"] = Chained(BundleMediaTypes.Version02, _ => []),
        ["a chain without certificates"] = Chained(BundleMediaTypes.Version02, _ => new JsonObject { ["certificates"] = new JsonArray() }),
        ["a chain with a root"] = Chained(BundleMediaTypes.Version02, bundle => Chain(bundle, Trial.Instance.Fulcio.Authority.Root)),
        ["a chain with a stranger's root"] = Chained(BundleMediaTypes.Version02, bundle => Chain(bundle, new FakeFulcio().Authority.Root)),
        ["a chain with something else in it"] = Chained(BundleMediaTypes.Version02, bundle =>
        {
            var chain = Chain(bundle);
            chain["certificates"]!.AsArray().Add(new JsonObject { ["rawBytes"] = "AAAA" });
            return chain;
        }),
        ["a chain of 17 certificates"] = Chained(BundleMediaTypes.Version02, bundle => Chain(bundle, [.. Enumerable.Repeat(Trial.Instance.Fulcio.Authority.Issuing, 16)])),
        ["entries that are an object"] = Altered(bundle => bundle[Material]!["tlogEntries"] = new JsonObject()),
        ["entries that are texts"] = Altered(bundle => bundle[Material]!["tlogEntries"] = new JsonArray("x")),
        ["an entry that is null"] = Altered(bundle => bundle[Material]!["tlogEntries"]!.AsArray().Add(null)),
        ["a number with a fraction"] = Number("1.5"),
        ["a number with an exponent"] = Number("1e400"),
        ["a number of 20 digits"] = Number("\"18446744073709551616\""),
        ["a number with a sign"] = Number("\"+1\""),
        ["a number with a leading zero"] = Number("\"01\""),
        ["a number with a space"] = Number("\" 1\""),
        ["a number that is a truth"] = Number("true"),
        ["a number that is not"] = Number("\"\""),
        ["timestamps that are a text"] = Altered(bundle => bundle[Material]!["timestampVerificationData"] = new JsonObject { ["rfc3161Timestamps"] = "x" }),
        ["timestamps that are a list"] = Altered(bundle => bundle[Material]!["timestampVerificationData"] = new JsonArray()),
        ["a key without a given key"] = new HostileCase("bundle", "give the signer's public key", () => Trial.Sign(request => request with { Material = KeyMaterial.PublicKey })),
    };

    public static TheoryData<string> Names => Trial.NamesOf(Cases);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bundle_is_judged(string name) => Cases[name].Run();

    [Theory]
    [InlineData(BundleMediaTypes.Version01)]
    [InlineData(BundleMediaTypes.Version02)]
    [InlineData(BundleMediaTypes.Version03)]
    [InlineData(BundleMediaTypes.Version03WithParameter)]
    public void Each_version_holds(string mediaType)
    {
        var isThird = mediaType is BundleMediaTypes.Version03 or BundleMediaTypes.Version03WithParameter;
        var bundle = Trial.Sign(request => request with { MediaType = mediaType, Material = isThird ? KeyMaterial.Certificate : KeyMaterial.Chain });
        Trial.AssertVerdict(bundle.ToBytes(), Trial.Trust, null, "signed by");

        // Version 0.1 asks for the promise, and those after it for the proof.
        var isFirst = string.Equals(mediaType, BundleMediaTypes.Version01, StringComparison.Ordinal);
        var proven = bundle.Json.DeepClone();
        bundle.Entry.Remove("inclusionProof");
        Trial.AssertVerdict(bundle.ToBytes(), Trial.Trust, isFirst ? null : "bundle", isFirst ? "signed by" : "no inclusion proof");
        proven[Material]!["tlogEntries"]![0]!.AsObject().Remove("inclusionPromise");
        Trial.AssertVerdict(PlainJson.Write(proven), Trial.Trust, isFirst ? "bundle" : "time", isFirst ? "no inclusion promise" : "nothing that is trusted");
    }

    [Theory]
    [InlineData("application/vnd.dev.sigstore.bundle+json")]
    [InlineData("application/vnd.dev.sigstore.bundle+json;version=0.4")]
    [InlineData("application/vnd.dev.sigstore.bundle+json;version=0.30")]
    [InlineData("application/vnd.dev.sigstore.bundle+json; version=0.3")]
    [InlineData("application/vnd.dev.sigstore.bundle+json;version=0.3 ")]
    [InlineData("application/vnd.dev.sigstore.bundle+json;version=1.0")]
    [InlineData("application/vnd.dev.sigstore.bundle.v0.4+json")]
    [InlineData("application/vnd.dev.sigstore.bundle.v0.3")]
    [InlineData("Application/vnd.dev.sigstore.bundle.v0.3+json")]
    [InlineData("application/vnd.dev.sigstore.trustedroot+json;version=0.1")]
    [InlineData("application/json")]
    public void Another_kind_of_file_is_named(string mediaType) =>
        Trial.AssertVerdict(Trial.Sign(request => request with { MediaType = mediaType }).ToBytes(), Trial.Trust, "bundle", mediaType);

    [Fact]
    public void Members_that_mean_nothing_yet_change_nothing()
    {
        var bundle = Trial.Sign();
        bundle.Material["timestampVerificationData"] = new JsonObject { ["rfc3161Timestamps"] = new JsonArray() };
        Trial.AssertVerdict(bundle.ToBytes(), Trial.Trust, null, "signed by");
    }

    // As sigstore-go reads protobuf's JSON. Every message of a bundle is looked at.
    [Fact]
    public void An_unknown_member_is_refused_wherever_it_stands()
    {
        foreach (var isEnvelope in new[] { false, true })
        {
            var good = Trial.Sign(request => request with { IsEnvelope = isEnvelope, Entries = [isEnvelope ? LogEntryKind.Dsse001 : LogEntryKind.HashedRekord001], Timestamps = 1 });
            Trial.AssertVerdict(good.ToBytes(), Trial.Trust, null, "signed by");
            foreach (var path in ObjectsOf(good.Json).Select(found => found.GetPath()).ToArray())
            {
                var altered = JsonNode.Parse(good.ToBytes())!;
                ObjectsOf(altered).Single(found => found.GetPath() == path)["more"] = 1;
                Trial.AssertVerdict(Encoding.UTF8.GetBytes(altered.ToJsonString()), Trial.Trust, "bundle", "'more'");
            }
        }
    }

    private static IEnumerable<JsonObject> ObjectsOf(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => ObjectsOf(member.Value)).Prepend(members),
        JsonArray items => items.SelectMany(ObjectsOf),
        _ => [],
    };

    [Fact]
    public void One_of_several_bundles_in_a_file_has_to_hold()
    {
        byte[] good = Line(Trial.Sign()), other = Line(Trial.Sign(request => request with { Artifact = [1, 2, 3] }));
        Trial.AssertVerdict([.. other, .. good], Trial.Trust, null, "signed by");
        Trial.AssertVerdict([.. good, .. other], Trial.Trust, null, "signed by");
        Trial.AssertVerdict([.. "{}\n"u8, .. "\n"u8, .. good], Trial.Trust, null, "signed by");
        var refused = Trial.Verify([.. other, .. "{}\n"u8], Trial.Trust);
        Assert.False(refused.IsValid);
        Assert.Contains("nearest of 2 bundles", refused.Reason, StringComparison.Ordinal);
        Trial.AssertVerdict([.. Enumerable.Repeat(good, 101).SelectMany(line => line)], Trial.Trust, "bundle", "more than 100");
        Trial.AssertVerdict([.. good, .. good[..^20]], Trial.Trust, null, "signed by");
        Trial.AssertVerdict([.. good[..^20], (byte)'\n', .. other], Trial.Trust, "bundle", "well-formed");

        static byte[] Line(SignedBundle bundle) => [.. Encoding.UTF8.GetBytes(JsonNode.Parse(bundle.ToBytes())!.ToJsonString()), (byte)'\n'];
    }

    [Fact]
    public void Too_much_of_anything_is_refused_before_much_is_done()
    {
        AssertTooMuch("16777216", Encoding.ASCII.GetBytes("{\"x\":\"" + new string('x', 100 * 1024 * 1024) + "\"}"));
        AssertTooMuch("16777216", new byte[100 * 1024 * 1024]);
        AssertTooMuch("10000", Write(bundle => Repeat(bundle[Material]!.AsObject(), "tlogEntries", new JsonObject(), 10_000)));
        AssertTooMuch(string.Empty, Write(bundle => Repeat(bundle[Material]!.AsObject(), "tlogEntries", bundle[Material]!["tlogEntries"]![0]!, 10_000), most: 16 * 1024 * 1024));
        AssertTooMuch("1000", Write(bundle =>
        {
            bundle["mediaType"] = BundleMediaTypes.Version02;
            bundle[Material]!["x509CertificateChain"] = Repeat([], "certificates", bundle[Material]!["certificate"]!, 1000);
            bundle[Material]!.AsObject().Remove("certificate");
        }));
        AssertTooMuch("1000", Write(bundle => bundle[Material]!["timestampVerificationData"] = Repeat([], "rfc3161Timestamps", new JsonObject(), 1000)));
        AssertTooMuch("100000", Write(bundle => Repeat(bundle[Material]!["tlogEntries"]![0]!["inclusionProof"]!.AsObject(), "hashes", "AAAA", 100_000)));
        AssertTooMuch("are read", Write(bundle => bundle[Material]!["certificate"]!["rawBytes"] = Convert.ToBase64String(new byte[8 * 1024 * 1024])));
        AssertTooMuch("are read", Write(bundle => bundle[Material]!["tlogEntries"]![0]!["canonicalizedBody"] = Convert.ToBase64String(new byte[9 * 1024 * 1024])));
    }

    private static void AssertTooMuch(string says, byte[] bundle)
    {
        // What is larger than a whole bundle may be is refused for that, whatever it holds.
        var before = GC.GetAllocatedBytesForCurrentThread();
        Trial.AssertVerdict(bundle, Trial.Trust, "bundle", bundle.Length > 16 * 1024 * 1024 ? string.Empty : says);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
    }

    private static JsonObject Repeat(JsonObject owner, string name, JsonNode value, int count)
    {
        owner[name] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => value.DeepClone())]);
        return owner;
    }

    private static byte[] Write(Action<JsonObject> change, int most = int.MaxValue)
    {
        var bundle = Trial.Sign().Json;
        change(bundle);
        var bytes = PlainJson.Write(bundle);
        return bytes[..Math.Min(bytes.Length, most)];
    }

    private static JsonObject Chain(JsonObject bundle, params IReadOnlyList<FakeCertificate> others)
    {
        var chain = BundleBuilder.Certificates(others);
        var leaf = bundle[Material]!["certificate"] ?? bundle[Material]!["x509CertificateChain"]!["certificates"]![0]!;
        chain.Insert(0, leaf.DeepClone());
        return new JsonObject { ["certificates"] = chain };
    }

    private static HostileCase Chained(string mediaType, Func<JsonObject, JsonObject> chain) => Altered(bundle =>
    {
        var made = chain(bundle);
        bundle["mediaType"] = mediaType;
        bundle[Material]!.AsObject().Remove("certificate");
        bundle[Material]!["x509CertificateChain"] = made;
    });

    private static HostileCase Raw(string text) => new("bundle", string.Empty, () => Encoding.UTF8.GetBytes(text));

    private static HostileCase Bytes(Func<byte[], byte[]> change) => new("bundle", string.Empty, () => change(Trial.Sign().ToBytes()));

    private static HostileCase Added(string member) => Bytes(bytes => [.. bytes[..^1], .. Encoding.UTF8.GetBytes("," + member + "}")]);

    private static HostileCase Altered(Action<JsonObject> change) => new("bundle", string.Empty, () => Trial.Alter(bundle => change(bundle.Json)));

    private static HostileCase Number(string number) => Altered(bundle => bundle[Material]!["tlogEntries"]![0]!["logIndex"] = "@")
        .Then(text => text.Replace("\"@\"", number, StringComparison.Ordinal));
}
