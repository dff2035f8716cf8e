using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Swarm.Verification.Attestations;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>Signed envelopes and the statements in them, and signatures of artifacts.</summary>
public class EnvelopeTests
{
    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(BundleRequest.DefaultArtifact));
    private static readonly string OtherDigest = new('0', 64);

    private static readonly Dictionary<string, HostileCase> Cases = new(StringComparer.Ordinal)
    {
        ["a statement"] = Statement(null, "signed by", _ => { }),
        ["a statement of version 0.1"] = Statement(null, "signed by", statement => statement["_type"] = "https://in-toto.io/Statement/v0.1"),
        ["a statement of version 2"] = Statement("subject", "versions 0.1 and 1", statement => statement["_type"] = "https://in-toto.io/Statement/v2"),
        ["a statement of no type"] = Statement("subject", "no _type", statement => statement.Remove("_type")),
        ["a statement of another artifact"] = Statement("subject", "other artifacts", statement => DigestsOf(statement)["sha256"] = OtherDigest),
        ["a statement of several artifacts"] = Statement(null, "signed by", statement => statement["subject"]!.AsArray().Insert(0, Subject(OtherDigest))),
        ["a statement of several others"] = Statement("subject", "other artifacts", statement => statement["subject"] = new JsonArray(Subject(OtherDigest), Subject(OtherDigest))),
        ["a statement without subjects"] = Statement("subject", "other artifacts", statement => statement.Remove("subject")),
        ["a statement with an empty list of subjects"] = Statement("subject", "other artifacts", statement => statement["subject"] = new JsonArray()),
        ["a statement whose subject is no list"] = Statement("subject", "not a list", statement => statement["subject"] = Subject(Digest)),
        ["a statement whose subject has no digest"] = Statement("subject", "other artifacts", statement => statement["subject"]![0]!.AsObject().Remove("digest")),
        ["a statement whose subject has empty digests"] = Statement("subject", "other artifacts", statement => statement["subject"]![0]!["digest"] = new JsonObject()),
        ["a statement whose digest is empty"] = Statement("subject", "other artifacts", statement => DigestsOf(statement)["sha256"] = string.Empty),
        ["a statement whose digest is a number"] = Statement("subject", "not a text", statement => DigestsOf(statement)["sha256"] = 1),
        ["a statement whose digest is in capitals"] = Statement("subject", "other artifacts", statement => DigestsOf(statement)["sha256"] = Digest.ToUpperInvariant()),
        ["a statement whose digest has spaces"] = Statement("subject", "other artifacts", statement => DigestsOf(statement)["sha256"] = Digest + " "),
        ["a statement whose digest has a prefix"] = Statement("subject", "other artifacts", statement => DigestsOf(statement)["sha256"] = "sha256:" + Digest),
        ["a statement whose digest is a part"] = Statement("subject", "other artifacts", statement => DigestsOf(statement)["sha256"] = Digest[..32]),
        ["a statement whose digest is of another kind"] = Statement("subject", "other artifacts", statement => statement["subject"]![0]!["digest"] = new JsonObject { ["sha1"] = Digest }),
        ["a statement whose subject is named like the digest"] = Statement("subject", "other artifacts", statement =>
        {
            statement["subject"]![0]!["name"] = "sha256:" + Digest;
            DigestsOf(statement)["sha256"] = OtherDigest;
        }),
        ["a statement whose predicate names the artifact"] = Statement("subject", "other artifacts", statement =>
        {
            statement["predicate"] = new JsonObject { ["subject"] = statement["subject"]!.DeepClone() };
            statement["subject"] = new JsonArray();
        }),
        ["a statement without a predicate's type"] = Statement("subject", "no predicateType", statement => statement.Remove("predicateType")),
        ["a statement with a critical member"] = Statement("subject", "critical", statement => statement["critical_rule"] = true),
        ["a statement with an unknown member"] = Statement(null, "signed by", statement => statement["rule"] = true),
        ["a statement of 4097 artifacts"] = Statement("subject", "4096", statement => statement["subject"] = new JsonArray([.. Enumerable.Range(0, 4097).Select(_ => Subject(Digest))])),
        ["a payload that is no JSON"] = Payload("subject", "JSON", "x"),
        ["an empty payload"] = Payload("subject", "JSON", string.Empty),
        ["a payload that is a list"] = Payload("subject", "not an object", "[]"),
        ["a payload that is nothing"] = Payload("subject", "not an object", "null"),
        ["a payload with more behind it"] = Payload("subject", "JSON", Text + "{}"),
        ["a payload with a mark of its byte order"] = Payload("subject", "JSON", "\ufeff" + Text),
        ["a payload with a comment"] = Payload("subject", "JSON", "/**/" + Text),
        ["a payload with two lists of subjects"] = Payload("subject", "repeated", Text[..^1] + ",\"subject\":[]}"),
        ["a payload with two types"] = Payload("subject", "repeated", Text[..^1] + ",\"_type\":\"https://in-toto.io/Statement/v1\"}"),
        ["a payload with two digests"] = Payload("subject", "repeated", Text.Replace("\"sha256\":", $"\"sha256\":\"{OtherDigest}\",\"sha256\":", StringComparison.Ordinal)),
        ["a payload with two digests, one escaped"] = Payload("subject", "repeated", Text.Replace("\"sha256\":", $"\"sh\\u0061256\":\"{OtherDigest}\",\"sha256\":", StringComparison.Ordinal)),
        ["a payload that is nested too deep"] = Payload("subject", "JSON", Text[..^1] + ",\"x\":" + new string('[', 100) + new string(']', 100) + "}"),
        ["another type of payload"] = Typed("text/plain"),
        ["a type of payload with a parameter"] = Typed("application/vnd.in-toto+json;version=1"),
        ["a type of payload in capitals"] = Typed("Application/vnd.in-toto+json"),
        ["a type that was not signed"] = Envelope("signature", "over the statement", envelope => envelope["payloadType"] = "application/vnd.in-toto+jsom"),
        ["a payload that was not signed"] = Envelope("signature", "over the statement", envelope => Trial.Change(envelope, "payload", bytes => [.. bytes, (byte)' '])),
        ["a payload that is signed without its type"] = Signed(content => content.Payload!),
        ["a payload that is signed twice hashed"] = Signed(content => SHA256.HashData(content.Message)),
        ["no payload"] = Envelope("signature", "over the statement", envelope => envelope.Remove("payload")),
        ["no type of payload"] = Envelope("bundle", "payloadType", envelope => envelope.Remove("payloadType")),
        ["no signatures"] = Envelope("bundle", "0 signatures", envelope => envelope["signatures"] = new JsonArray()),
        ["two signatures"] = Envelope("bundle", "2 signatures", envelope => envelope["signatures"]!.AsArray().Add(envelope["signatures"]![0]!.DeepClone())),
        ["an empty signature"] = Envelope("bundle", "has no sig", envelope => envelope["signatures"]![0]!["sig"] = string.Empty),
        ["a signature that is null"] = Envelope("bundle", "has no sig", envelope => envelope["signatures"]![0]!["sig"] = null),
        ["a signature of a stranger"] = Envelope("signature", "over the statement", envelope => envelope["signatures"]![0]!["sig"] = Convert.ToBase64String(FakeKey.Create(KeyKind.P256).Sign([1]))),
        ["a signature of zeros"] = Envelope("signature", "over the statement", envelope => envelope["signatures"]![0]!["sig"] = Convert.ToBase64String([0x30, 6, 2, 1, 0, 2, 1, 0])),
        ["a signature with a hint of a key"] = Envelope(null, "signed by", envelope => envelope["signatures"]![0]!["keyid"] = "anything"),
        ["base 64 for addresses"] = Base64(null, "signed by", text => text.Replace('+', '-').Replace('/', '_')),
        ["base 64 without padding"] = Base64(null, "signed by", text => text.TrimEnd('=')),
        ["base 64 with a line feed"] = Base64("bundle", "not base 64", text => text.Insert(4, "\n")),
        ["base 64 with a space at its end"] = Base64("bundle", "not base 64", text => text + " "),
        ["base 64 with too much padding"] = Base64("bundle", "not base 64", text => text + "="),
        ["base 64 with padding in the middle"] = Base64("bundle", "not base 64", text => text.Insert(4, "=")),
        ["base 64 of both alphabets"] = Base64("bundle", "not base 64", text => "+-__" + text),
        ["base 64 with bits to spare"] = new("bundle", "not base 64", () => Trial.Alter(bundle => bundle.Json["messageSignature"]!["messageDigest"]!["digest"] =
            Spare(bundle.Json["messageSignature"]!["messageDigest"]!["digest"]!.GetValue<string>()))),
        ["another artifact"] = new("signature", "another digest", () => Trial.Sign()) { Subject = AttestationSubject.FromBytes(new byte[] { 1 }) },
        ["another artifact without a stated digest"] = new("signature", "over this artifact", () => Trial.Alter(bundle => Message(bundle).Remove("messageDigest")))
        {
            Subject = AttestationSubject.FromBytes(new byte[] { 1 }),
        },
        ["a stated digest of another artifact"] = new("signature", "another digest", () => Trial.Alter(bundle => Trial.Change(MessageDigest(bundle), "digest", digest => Trial.Flip(digest, 9)))),
        ["a stated digest of another length"] = new("bundle", "wrong length", () => Trial.Alter(bundle => Trial.Change(MessageDigest(bundle), "digest", digest => digest[1..]))),
        ["a stated digest of an unknown kind"] = new("bundle", "unknown kind", () => Trial.Alter(bundle => MessageDigest(bundle)["algorithm"] = "SHA1")),
        ["a stated digest of no kind"] = new("bundle", "unknown kind", () => Trial.Alter(bundle => MessageDigest(bundle).Remove("algorithm"))),
        ["no stated digest"] = new(null, "signed by", () => Trial.Alter(bundle => Message(bundle).Remove("messageDigest"))),
        ["an artifact by its digest"] = new(null, "signed by", () => Trial.Sign()) { Subject = AttestationSubject.FromDigest(Core.Digests.Digest.Compute(BundleRequest.DefaultArtifact)) },
        ["an artifact by its digest, signed over another hash"] = new("signature", "give the file", () => Trial.Sign(request => request with { Key = FakeKey.Create(KeyKind.P384) }))
        {
            Subject = AttestationSubject.FromDigest(Core.Digests.Digest.Compute(BundleRequest.DefaultArtifact)),
        },
        ["an artifact by its digest, signed with Ed25519"] = new("signature", "give the file", () => Trial.Sign(request => request with { Key = FakeKey.Create(KeyKind.Ed25519) }))
        {
            Subject = AttestationSubject.FromDigest(Core.Digests.Digest.Compute(BundleRequest.DefaultArtifact)),
        },
        ["a signature of an artifact where a statement is asked for"] = new("kind", "a statement is asked for", () => Trial.Sign()) { Trust = Asking(new() { Kind = AttestationKind.Statement }) },
        ["a statement where a signature is asked for"] = new("kind", "a signature of the artifact", () => Sign()) { Trust = Asking(new() { Kind = AttestationKind.MessageSignature }) },
        ["a statement where one is asked for"] = new(null, "signed by", () => Sign()) { Trust = Asking(new() { Kind = AttestationKind.Statement }) },
        ["the predicate that is asked for"] = new(null, "signed by", () => Sign()) { Trust = Asking(new() { PredicateType = "https://slsa.dev/provenance/v1" }) },
        ["another predicate than is asked for"] = new("predicate_type", "is asked for", () => Sign()) { Trust = Asking(new() { PredicateType = "https://slsa.dev/provenance/v" }) },
        ["no predicate where one is asked for"] = new("predicate_type", "'none'", () => Trial.Sign()) { Trust = Asking(new() { PredicateType = "https://slsa.dev/provenance/v1" }) },
    };

    public static TheoryData<string> Names => Trial.NamesOf(Cases);

    private static string Text => Encoding.UTF8.GetString(PlainJson.Write(SignedContent.Statement(BundleRequest.DefaultArtifact)));

    [Theory]
    [MemberData(nameof(Names))]
    public void An_envelope_is_judged(string name) => Cases[name].Run();

    [Fact]
    public void A_statement_with_a_name_that_is_no_Unicode_is_a_verdict_and_no_error()
    {
        var rest = Encoding.UTF8.GetBytes("\":1," + Text[1..]);
        byte[][] payloads = [[.. "{\""u8, 0xff, .. rest], [.. "{\"\\ud800"u8, .. rest]];
        foreach (var payload in payloads)
        {
            var bundle = Trial.Compose(SignedContent.OfPayload(FakeKey.Create(KeyKind.P256), payload), LogEntryKind.Dsse001);
            Trial.AssertVerdict(bundle.ToBytes(), Trial.Trust, "subject", string.Empty);
        }
    }

    [Fact]
    public void What_a_refused_bundle_says_is_not_repeated_as_proven()
    {
        var bundle = Sign(request => request with { SignedAt = FakeSigstore.Now.AddHours(1).AddMinutes(-1) });
        var verdict = Trial.Verify(bundle.ToBytes(), Trial.Trust);
        Assert.False(verdict.IsValid);
        Assert.Null(verdict.Claims);
        Assert.Null(verdict.PredicateType);
        Assert.Empty(verdict.Times);
        Assert.Empty(verdict.LogIndexes);
        Assert.True(verdict.Statement.IsEmpty);
    }

    [Fact]
    public void A_statement_that_holds_is_given_back_as_it_was_signed()
    {
        var bundle = Sign();
        var verdict = Trial.Verify(bundle.ToBytes(), Trial.Trust);
        Assert.True(verdict.IsValid);
        Assert.Equal(bundle.Content.Payload, verdict.Statement.ToArray());
        Assert.Equal("https://slsa.dev/provenance/v1", verdict.PredicateType);
    }

    private static SignedBundle Sign(Func<BundleRequest, BundleRequest>? change = null) => Trial.Sign(request =>
    {
        var signed = request with { IsEnvelope = true, Entries = [LogEntryKind.Dsse001] };
        return change?.Invoke(signed) ?? signed;
    });

    private static AttestationTrust Asking(AttestationRequirements also) => Trial.Trust with
    {
        Requirements = also with { Identity = Trial.Signer, Issuer = FakeIdentity.GitHubIssuer },
    };

    private static JsonObject Subject(string digest) => new() { ["name"] = "artifact", ["digest"] = new JsonObject { ["sha256"] = digest } };

    private static JsonObject DigestsOf(JsonObject statement) => statement["subject"]![0]!["digest"]!.AsObject();

    private static JsonObject Message(SignedBundle bundle) => bundle.Json["messageSignature"]!.AsObject();

    private static JsonObject MessageDigest(SignedBundle bundle) => Message(bundle)["messageDigest"]!.AsObject();

    // 32 bytes leave two bits of the last digit over.
    private static string Spare(string text) => string.Create(CultureInfo.InvariantCulture, $"{text[..^2]}{(char)(text[^2] + 1)}=");

    private static HostileCase Statement(string? check, string says, Action<JsonObject> change) => new(check, says, () =>
    {
        var statement = SignedContent.Statement(BundleRequest.DefaultArtifact);
        change(statement);
        return Sign(request => request with { Statement = statement });
    });

    private static HostileCase Payload(string check, string says, string payload) => new(check, says, () =>
        Trial.Compose(SignedContent.OfPayload(FakeKey.Create(KeyKind.P256), Encoding.UTF8.GetBytes(payload)), LogEntryKind.Dsse001));

    private static HostileCase Typed(string type) => new("subject", "names no artifact", () =>
        Trial.Compose(SignedContent.OfPayload(FakeKey.Create(KeyKind.P256), Encoding.UTF8.GetBytes(Text), payloadType: type), LogEntryKind.Dsse001));

    private static HostileCase Signed(Func<SignedContent, byte[]> message) => new("signature", "over the statement", () =>
    {
        var key = FakeKey.Create(KeyKind.P256);
        var bundle = Trial.Compose(SignedContent.OfPayload(key, Encoding.UTF8.GetBytes(Text)), LogEntryKind.Dsse001);
        bundle.Json["dsseEnvelope"]!["signatures"]![0]!["sig"] = Convert.ToBase64String(key.Sign(message(bundle.Content)));
        return bundle;
    });

    private static HostileCase Envelope(string? check, string says, Action<JsonObject> change) => new(check, says, () =>
    {
        var bundle = Sign();
        change(bundle.Json["dsseEnvelope"]!.AsObject());
        return bundle;
    });

    private static HostileCase Base64(string? check, string says, Func<string, string> change) =>
        Envelope(check, says, envelope => envelope["payload"] = change(envelope["payload"]!.GetValue<string>()));
}
