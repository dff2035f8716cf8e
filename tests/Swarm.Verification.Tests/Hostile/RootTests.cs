using System.Text;
using System.Text.Json.Nodes;
using Swarm.Core.Errors;
using Swarm.Verification.Attestations;
using Swarm.Verification.Roots;
using Swarm.Verification.Tests.Authority;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>The trusted root alone says what evidence is needed, and whose.</summary>
public class RootTests
{
    private static readonly DateTimeOffset Now = FakeSigstore.Now;
    private static readonly FakeSigstore Instance = Trial.Instance;
    private static readonly FakeSigstore Other = FakeSigstore.Create();
    private static readonly FakeSigstore Bare = FakeSigstore.CreateWithoutLogs();

    private static readonly Dictionary<string, Action<JsonObject>> Malformed = new(StringComparer.Ordinal)
    {
        ["no kind of file"] = root => root.Remove("mediaType"),
        ["another kind of file"] = root => root["mediaType"] = BundleMediaTypes.Version03,
        ["a kind of file of tomorrow"] = root => root["mediaType"] = "application/vnd.dev.sigstore.trustedroot+json;version=0.3",
        ["nothing that tells the time"] = root => Remove(root, "tlogs", "timestampAuthorities"),
        ["logs that are no list"] = root => root["tlogs"] = new JsonObject(),
        ["a log that is null"] = root => root["tlogs"]!.AsArray().Add(null),
        ["129 logs"] = root => root["tlogs"] = new JsonArray([.. Enumerable.Range(0, 129).Select(_ => root["tlogs"]![0]!.DeepClone())]),
        ["a log without a key"] = root => Log(root).Remove("publicKey"),
        ["a log whose key is no key"] = root => Log(root)["publicKey"]!["rawBytes"] = "AAAA",
        ["a log whose key is no base 64"] = root => Log(root)["publicKey"]!["rawBytes"] = "!",
        ["a log whose key is of another kind"] = root => Log(root)["publicKey"]!["keyDetails"] = "PKIX_ED25519",
        ["a log whose key has bytes behind it"] = root => Trial.Change(Log(root)["publicKey"]!.AsObject(), "rawBytes", bytes => [.. bytes, 0]),
        ["a log whose key has no time"] = root => Log(root)["publicKey"]!.AsObject().Remove("validFor"),
        ["a log whose key has no beginning"] = root => Log(root)["publicKey"]!["validFor"] = new JsonObject { ["end"] = "2030-01-01T00:00:00Z" },
        ["a log whose key ends before it begins"] = root => Log(root)["publicKey"]!["validFor"]!["end"] = "2020-01-01T00:00:00Z",
        ["a time without a zone"] = root => Log(root)["publicKey"]!["validFor"]!["start"] = "2024-01-01T00:00:00",
        ["a time that is a number"] = root => Log(root)["publicKey"]!["validFor"]!["start"] = 0,
        ["a time that is none"] = root => Log(root)["publicKey"]!["validFor"]!["start"] = "yesterday",
        ["a log without a name"] = root => Log(root).Remove("logId"),
        ["a log that hashes with another hash"] = root => Log(root)["hashAlgorithm"] = "SHA2_512",
        ["a log that says no hash"] = root => Log(root).Remove("hashAlgorithm"),
        ["an address that is none"] = root => Log(root)["baseUrl"] = "https://",
        ["an authority without certificates"] = root => Authority(root)["certChain"]!["certificates"] = new JsonArray(),
        ["an authority without a chain"] = root => Authority(root).Remove("certChain"),
        ["an authority without a time"] = root => Authority(root).Remove("validFor"),
        ["an authority of 17 certificates"] = root => Authority(root)["certChain"]!["certificates"] = new JsonArray([.. Enumerable.Range(0, 17).Select(_ => Certificate(root).DeepClone())]),
        ["an authority whose certificate is none"] = root => Certificate(root)["rawBytes"] = "AAAA",
        ["an authority whose certificate is cut off"] = root => Trial.Change(Certificate(root), "rawBytes", bytes => bytes[..^1]),
        ["a critical member"] = root => root["critical_rule"] = 1,
    };

    public static TheoryData<string> MalformedNames => [.. Malformed.Keys];

    [Theory]
    [MemberData(nameof(MalformedNames))]
    public void A_root_that_is_malformed_is_refused_by_name(string name)
    {
        var root = Instance.TrustedRoot().Build();
        Malformed[name](root);
        AssertMalformed(PlainJson.Write(root));
    }

    [Fact]
    public void A_root_whose_authority_has_constraints_that_are_not_understood_is_refused()
    {
        var authority = new FakeCertificateAuthority("fulcio.example.com", KeyPurposes.CodeSigning, change: (depth, template) =>
        {
            if (depth == 1)
            {
                template.Extensions.Add(new(CertificateExtensions.NameConstraintsOid, [0x30, 0], critical: true));
            }
        });
        AssertMalformed(FakeSigstore.Create(new FakeFulcio(authority, new FakeCertificateLog())).TrustedRoot().ToBytes());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\n\n")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"mediaType\":\"\"}")]
    [InlineData("{\"mediaType\":\"x\",\"mediaType\":\"x\"}")]
    [InlineData("{")]
    [InlineData("{}\n{}")]
    public void A_text_that_is_no_root_is_refused(string text) => AssertMalformed(Encoding.UTF8.GetBytes(text));

    [Fact]
    public void A_root_that_is_too_large_is_refused() => AssertMalformed(new byte[5 * 1024 * 1024]);

    [Fact]
    public void Each_authority_of_the_root_asks_for_its_evidence()
    {
        var first = Trial.Sign(request => request with { Timestamps = 1 }).ToBytes();
        var silent = Trial.Sign(request => request with { Leaf = leaf => leaf with { Logs = [] }, Timestamps = 1 }).ToBytes();
        var stamped = Trial.Sign(request => request with { Entries = [], Timestamps = 1 }).ToBytes();
        var neither = Trial.Sign(request => request with { Entries = [], Timestamps = 0 }).ToBytes();
        var (all, withoutCertificateLog, logs, stamps) = (Root(true, true, true), Root(true, false, true), Root(true, true, false), Root(false, true, true));

        Trial.AssertVerdict(first, all, null, "signed by");
        Trial.AssertVerdict(first, withoutCertificateLog, null, "signed by");
        Trial.AssertVerdict(first, logs, null, "signed by");
        Trial.AssertVerdict(first, stamps, null, "signed by");
        Trial.AssertVerdict(silent, all, "sct", "carries no promise");
        Trial.AssertVerdict(silent, withoutCertificateLog, null, "signed by");
        Trial.AssertVerdict(stamped, all, "log", "no entry");
        Trial.AssertVerdict(stamped, stamps, null, "signed by");
        Trial.AssertVerdict(stamped, logs, "log", "no entry");
        Trial.AssertVerdict(neither, stamps, "time", "nothing that is trusted");
        AssertUnavailable(first, withoutCertificateLog, "sct");
        AssertUnavailable(first, logs, "timestamp");
        AssertUnavailable(first, stamps, "log");
    }

    [Fact]
    public void An_instance_of_timestamps_alone_asks_for_them()
    {
        var request = new BundleRequest { IsEnvelope = true, Entries = [], Timestamps = 1 };
        var trust = Trial.Under(Bare.TrustedRoot());
        Trial.AssertVerdict(Bare.Sign(request).ToBytes(), trust, null, "signed by");
        Trial.AssertVerdict(Bare.Sign(request with { Timestamps = 0 }).ToBytes(), trust, "time", "nothing that is trusted");
        Trial.AssertVerdict(Bare.Sign(request).ToBytes(), Trial.Trust, "timestamp", "does not name");

        // Its bundle with another instance's entry is still its own, and the entry is none of its evidence.
        var bundle = Bare.Sign(request);
        bundle.Material["tlogEntries"] = Trial.Sign().Material["tlogEntries"]!.DeepClone();
        var verdict = Trial.Verify(bundle.ToBytes(), trust);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Empty(verdict.LogIndexes);
    }

    [Fact]
    public void Evidence_of_two_instances_does_not_add_up()
    {
        // Whatever is swapped for the other instance's, neither root holds, and both together do not either.
        var (ours, theirs) = (Instance.TrustedRoot(), Other.TrustedRoot());
        var both = Trial.Trust with { Roots = [.. Trial.Under(ours).Roots, .. Trial.Under(theirs).Roots] };
        var request = new BundleRequest { Entries = [LogEntryKind.HashedRekord002], Timestamps = 1 };
        foreach (var mixed in (FakeSigstore[])
        [
            FakeSigstore.Create(Instance.Fulcio, Instance.Rekor, Instance.Tiles, Other.TimestampAuthority),
            FakeSigstore.Create(Instance.Fulcio, Other.Rekor, Other.Tiles, Instance.TimestampAuthority),
            FakeSigstore.Create(Instance.Fulcio, Other.Rekor, Other.Tiles, Other.TimestampAuthority),
            FakeSigstore.Create(new FakeFulcio(Instance.Fulcio.Authority, [.. Other.Fulcio.Logs]), Instance.Rekor, Instance.Tiles, Instance.TimestampAuthority),
        ])
        {
            var bundle = mixed.Sign(request).ToBytes();
            foreach (var trust in (AttestationTrust[])[Trial.Under(ours), Trial.Under(theirs), both])
            {
                var verdict = Trial.Verify(bundle, trust);
                Assert.False(verdict.IsValid);
                Trial.AssertReadable(verdict);
            }
        }
    }

    [Fact]
    public void A_bundle_holds_under_the_one_root_of_several_that_it_is_of()
    {
        byte[] lines = [.. Other.TrustedRoot().ToBytes(), (byte)'\n', .. Instance.TrustedRoot().ToBytes(), .. "\r\n\n"u8, .. Bare.TrustedRoot().ToBytes()];
        var trust = Trial.Under(lines);
        Assert.Equal(3, trust.Roots.Count);
        Assert.Equal("trusted_root.json, line 2", Trial.Verify(Trial.Sign().ToBytes(), trust).Root!.Name);
        Trial.AssertVerdict(Trial.Sign().ToBytes(), trust, null, "signed by");
        Trial.AssertVerdict(Bare.Sign(new BundleRequest { Entries = [], Timestamps = 1 }).ToBytes(), trust, null, "signed by");
        Trial.AssertVerdict(FakeSigstore.Create().Sign(new BundleRequest()).ToBytes(), trust, "log", "nearest of 3 trusted roots");
        Trial.AssertVerdict(Trial.Sign().ToBytes(), trust with { Roots = [] }, "bundle", "no trusted root");
    }

    [Fact]
    public void Without_an_authority_nothing_is_certified()
    {
        var root = new TrustedRootBuilder().Add(Instance.Rekor!).Add(Instance.Fulcio.Logs[0]);
        Trial.AssertVerdict(Trial.Sign().ToBytes(), Trial.Under(root), "certificate", "names no certificate authority");
    }

    [Theory]
    [InlineData(0, 3600, true)]
    [InlineData(7, 7, true)]
    [InlineData(8, 3600, false)]
    [InlineData(0, 6, false)]
    public void An_authority_counts_while_it_is_trusted(int start, int end, bool holds)
    {
        var root = new TrustedRootBuilder().Add(Instance.Rekor!).Add(Instance.Fulcio.Logs[0])
            .Add(Instance.Fulcio, new Period(Now.AddSeconds(start), Now.AddSeconds(end)));
        Trial.AssertVerdict(Trial.Sign().ToBytes(), Trial.Under(root), holds ? null : "certificate", holds ? "signed by" : "does not trust");
    }

    [Fact]
    public void An_authority_that_was_replaced_leaves_its_successor_alone()
    {
        // The same authority was trusted until before, and is trusted from now on under a second entry.
        var root = new TrustedRootBuilder().Add(Instance.Rekor!).Add(Instance.Fulcio.Logs[0])
            .Add(Instance.Fulcio, new Period(Now.AddYears(-2), Now.AddYears(-1))).Add(Other.Fulcio).Add(Instance.Fulcio, new Period(Now));
        Trial.AssertVerdict(Trial.Sign().ToBytes(), Trial.Under(root), null, "signed by");
    }

    [Fact]
    public void The_keys_of_one_kind_of_log_are_no_keys_of_another()
    {
        var root = Instance.TrustedRoot().Build();
        (root["tlogs"], root["ctlogs"]) = (root["ctlogs"]!.DeepClone(), root["tlogs"]!.DeepClone());
        Trial.AssertVerdict(Trial.Sign().ToBytes(), Trial.Under(PlainJson.Write(root)), "log", "does not name");
        root = Instance.TrustedRoot().Build();
        (root["certificateAuthorities"], root["timestampAuthorities"]) = (root["timestampAuthorities"]!.DeepClone(), root["certificateAuthorities"]!.DeepClone());
        Trial.AssertVerdict(Trial.Sign().ToBytes(), Trial.Under(PlainJson.Write(root)), "certificate", "issued it");
    }

    [Fact]
    public void A_key_that_a_log_had_and_lost_says_nothing()
    {
        // Two keys under one name: the first was trusted before.
        var root = new TrustedRootBuilder().Add(Instance.Fulcio).Add(Instance.Fulcio.Logs[0])
            .Add(Instance.Rekor!, new Period(Now.AddYears(-2), Now.AddYears(-1)));
        Trial.AssertVerdict(Trial.Sign().ToBytes(), Trial.Under(root), "log", "does not trust the log");
        Trial.AssertVerdict(Trial.Sign().ToBytes(), Trial.Under(root.Add(Instance.Rekor!)), null, "signed by");
    }

    private static void AssertUnavailable(byte[] bundle, AttestationTrust trust, string check) =>
        Assert.Equal(CheckStatus.Unavailable, Trial.Verify(bundle, trust).Checks.Single(result => result.Name == check).Status);

    private static AttestationTrust Root(bool hasLogs, bool hasCertificateLogs, bool hasTimestamps)
    {
        var root = new TrustedRootBuilder().Add(Instance.Fulcio);
        root = hasLogs ? root.Add(Instance.Rekor!).Add(Instance.Tiles!) : root;
        root = hasCertificateLogs ? root.Add(Instance.Fulcio.Logs[0]) : root;
        return Trial.Under(hasTimestamps ? root.Add(Instance.TimestampAuthority!) : root);
    }

    private static void AssertMalformed(byte[] root)
    {
        var exception = Assert.Throws<SwarmException>(() => TrustedRoot.Parse(root, "my-root.json"));
        Assert.Equal(ErrorCode.AttestationMalformed, exception.ErrorCode);
        Assert.Contains("my-root.json", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(exception.Message, char.IsControl);
    }

    private static void Remove(JsonObject root, params string[] names) => Array.ForEach(names, name => root.Remove(name));

    private static JsonObject Log(JsonObject root) => root["tlogs"]![0]!.AsObject();

    private static JsonObject Authority(JsonObject root) => root["certificateAuthorities"]![0]!.AsObject();

    private static JsonObject Certificate(JsonObject root) => Authority(root)["certChain"]!["certificates"]![0]!.AsObject();
}
