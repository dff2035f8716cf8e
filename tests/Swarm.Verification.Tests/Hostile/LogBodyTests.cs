using System.Text;
using System.Text.Json.Nodes;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>Entries that a log did record, and that are about something else than the bundle.</summary>
public class LogBodyTests
{
    private static readonly DateTimeOffset Time = FakeSigstore.Now.AddSeconds(7);

    private static readonly LogEntryKind[] OfMessages = [LogEntryKind.HashedRekord001, LogEntryKind.HashedRekord002];

    private static readonly LogEntryKind[] OfEnvelopes =
        [LogEntryKind.Dsse001, LogEntryKind.Intoto002, LogEntryKind.Dsse002, LogEntryKind.HashedRekord002];

    private static readonly Dictionary<string, HostileCase> Cases = new(StringComparer.Ordinal)
    {
        ["an artifact's entry beside an envelope"] = Other("artifact's signature", LogEntryKind.HashedRekord001, isEnvelope: true),
        ["an envelope's entry beside a signature"] = new("log", "about an envelope", () => Swap(Envelope(LogEntryKind.Dsse001), Message(LogEntryKind.HashedRekord001))),
        ["an in-toto entry beside a signature"] = new("log", "about an envelope", () => Swap(Envelope(LogEntryKind.Intoto002), Message(LogEntryKind.HashedRekord001))),
        ["a second envelope's entry beside a signature"] = new("log", "about an envelope", () => Swap(Envelope(LogEntryKind.Dsse002), Message(LogEntryKind.HashedRekord002))),
        ["a kind that the bundle names otherwise"] = Named("another kind", "kind", "dsse"),
        ["a version that the bundle names otherwise"] = Named("number is not that", "version", "0.0.2"),
        ["a kind with a capital"] = Named("another kind", "kind", "HashedRekord"),
        ["a kind that nobody knows"] = Body("does not show", body => body.Json["kind"] = "rekord"),
        ["a version that nobody knows"] = Body("does not show", body => body.Json["apiVersion"] = "0.0.3"),
        ["the first version of in-toto"] = new("log", "does not show", () => Envelope(LogEntryKind.Intoto002, body => body.Json["apiVersion"] = "0.0.1")),
        ["no specification"] = Body("no spec", body => body.Json.Remove("spec")),
        ["a specification that is a list"] = Body("not an object", body => body.Json["spec"] = new JsonArray()),
        ["no kind"] = new("log", "no kind", () => Raw("{}")),
        ["a list"] = new("log", "not an object", () => Raw("[]")),
        ["no JSON"] = new("log", "JSON", () => Raw("x")),
        ["members that are repeated"] = new("log", "JSON", () => Raw("""{"apiVersion":"0.0.1","kind":"hashedrekord","kind":"hashedrekord","spec":{}}""")),
        ["JSON with more behind it"] = new("log", "JSON", () => Raw("""{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{}} {}""")),
        ["another digest"] = Body("another artifact", body => body.Spec["data"]!["hash"]!["value"] = new string('0', 64)),
        ["a digest in capitals"] = Body("not hexadecimal", body => body.Spec["data"]!["hash"]!["value"] = body.Spec["data"]!["hash"]!["value"]!.GetValue<string>().ToUpperInvariant()),
        ["an empty digest"] = Body("no value", body => body.Spec["data"]!["hash"]!["value"] = string.Empty),
        ["a digest of an odd length"] = Body("not hexadecimal", body => body.Spec["data"]!["hash"]!["value"] = "abc"),
        ["a digest by SHA-1"] = Body("not accepted", body => body.Spec["data"]!["hash"]!["algorithm"] = "sha1"),
        ["a digest by nothing"] = Body("no algorithm", body => body.Spec["data"]!["hash"]!.AsObject().Remove("algorithm")),
        ["a digest of another kind"] = Body("another artifact", body => body.Spec["data"]!["hash"]!["algorithm"] = "sha384"),
        ["no digest"] = Body("no data", body => body.Spec.Remove("data")),
        ["another signature"] = Body("another signature", body => body.Spec["signature"]!["content"] = "AAAA"),
        ["no signature"] = Body("no signature", body => body.Spec.Remove("signature")),
        ["no signer"] = Body("no publicKey", body => body.Spec["signature"]!.AsObject().Remove("publicKey")),
        ["a signer that is no text"] = Signer("PEM", _ => "x"),
        ["a signer's key in place of the certificate"] = Signer("another signer", bundle => bundle.Key.PublicKeyPem),
        ["a stranger's certificate before the signer's"] = Signer("beside one PEM block", bundle => Trial.Instance.Fulcio.Authority.Root.Pem + bundle.Pem),
        ["a stranger's certificate after the signer's"] = Signer("beside one PEM block", bundle => bundle.Pem + Trial.Instance.Fulcio.Authority.Root.Pem),
        ["text before the certificate"] = Signer("beside one PEM block", bundle => "x\n" + bundle.Pem),
        ["an envelope with two signatures"] = new("log", "exactly one signature", () => Envelope(
            LogEntryKind.Dsse001, body => body.Spec["signatures"]!.AsArray().Add(body.Spec["signatures"]![0]!.DeepClone()))),
        ["an envelope without signatures"] = new("log", "exactly one signature", () => Envelope(LogEntryKind.Dsse001, body => body.Spec["signatures"] = new JsonArray())),
        ["an envelope of another payload"] = new("log", "another payload", () => Envelope(
            LogEntryKind.Dsse001, body => body.Spec["payloadHash"]!["value"] = new string('0', 64))),
        ["an in-toto entry of another payload"] = new("log", "another payload", () => Envelope(
            LogEntryKind.Intoto002, body => body.Spec["content"]!["payloadHash"]!["value"] = new string('0', 64))),
        ["an in-toto entry of another type"] = new("log", "another type", () => Envelope(
            LogEntryKind.Intoto002, body => body.Spec["content"]!["envelope"]!["payloadType"] = "text/plain")),
        ["an in-toto entry whose signature is encoded once"] = new("log", "another signature", () => Envelope(
            LogEntryKind.Intoto002, body => Intoto(body)["sig"] = Encoding.ASCII.GetString(Convert.FromBase64String(Intoto(body)["sig"]!.GetValue<string>())))),
        ["an in-toto entry whose signature is no base 64"] = new("log", "another signature", () => Envelope(LogEntryKind.Intoto002, body => Intoto(body)["sig"] = "AAAA")),
        ["a second envelope of another payload"] = new("log", "another payload", () => Envelope(
            LogEntryKind.Dsse002, body => body.Spec["dsseV002"]!["payloadHash"]!["digest"] = Convert.ToBase64String(new byte[32]))),
        ["a second record of another digest"] = new("log", "another artifact", () => Message(
            LogEntryKind.HashedRekord002, body => body.Spec["hashedRekordV002"]!["data"]!["digest"] = Convert.ToBase64String(new byte[32]))),
        ["a second record of an envelope's payload alone"] = new("log", "another envelope", () => Envelope(
            LogEntryKind.HashedRekord002, body => body.Spec["hashedRekordV002"]!["data"]!["digest"] = Convert.ToBase64String(new byte[32]))),
        ["a second record that names no signer"] = Verifier("exactly one signer", verifier => verifier.Remove("x509Certificate")),
        ["a second record that names two signers"] = Verifier("exactly one signer", verifier => verifier["publicKey"] = verifier["x509Certificate"]!.DeepClone()),
        ["a second record that names the certificate as a key"] = Verifier("another signer", verifier =>
        {
            verifier["publicKey"] = verifier["x509Certificate"]!.DeepClone();
            verifier.Remove("x509Certificate");
        }),
        ["a second record in the first's form"] = new("log", "no hashedRekordV002", () => Message(
            LogEntryKind.HashedRekord002, body => body.Json["spec"] = new JsonObject { ["dsseV002"] = body.Spec["hashedRekordV002"]!.DeepClone() })),
    };

    public static TheoryData<string> Names => Trial.NamesOf(Cases);

    public static TheoryData<LogEntryKind, bool> Kinds =>
        [.. OfMessages.Select(kind => new TheoryDataRow<LogEntryKind, bool>(kind, false)), .. OfEnvelopes.Select(kind => new TheoryDataRow<LogEntryKind, bool>(kind, true))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_body_is_judged(string name) => Cases[name].Run();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_body_is_bound_to_its_bundle(LogEntryKind kind, bool isEnvelope)
    {
        var key = FakeKey.Create(KeyKind.P256);
        SignedBundle Make(Func<BundleRequest, BundleRequest>? change = null)
        {
            var request = new BundleRequest { Key = key, IsEnvelope = isEnvelope, Entries = [kind], Timestamps = 1 };
            return Trial.Instance.Sign(change?.Invoke(request) ?? request);
        }

        var bundle = Make();
        Trial.AssertVerdict(bundle.ToBytes(), Trial.Trust, null, "signed by");

        // The same key signed the same artifact once more: another signature and another certificate.
        Trial.AssertVerdict(Swap(Make(), bundle).ToBytes(), Trial.Trust, "log", "another signature");
        Trial.AssertVerdict(Swap(Make(request => request with { Artifact = [1] }), bundle).ToBytes(), Trial.Trust, "log", "another");

        // The same signature under another certificate of the same key.
        var certificate = Trial.Instance.Fulcio.Issue(new LeafRequest { Key = key, NotBefore = FakeSigstore.Now });
        var renamed = bundle.Json.DeepClone().AsObject();
        renamed["verificationMaterial"]!["certificate"]!["rawBytes"] = Convert.ToBase64String(certificate.Bytes);
        Trial.AssertVerdict(PlainJson.Write(renamed), Trial.Trust, "log", "another signer");
    }

    private static SignedBundle Swap(SignedBundle from, SignedBundle into)
    {
        into = into with { Json = into.Json.DeepClone().AsObject() };
        into.Material["tlogEntries"] = from.Material["tlogEntries"]!.DeepClone();
        return into;
    }

    private static JsonObject Intoto(LogBody body) => body.Spec["content"]!["envelope"]!["signatures"]![0]!.AsObject();

    private static SignedBundle Message(LogEntryKind kind, Action<LogBody>? change = null) =>
        Trial.Sign(request => request with { Entries = [kind], Body = change, Timestamps = 1 });

    private static SignedBundle Envelope(LogEntryKind kind, Action<LogBody>? change = null) =>
        Trial.Sign(request => request with { Entries = [kind], Body = change, IsEnvelope = true, Timestamps = 1 });

    private static SignedBundle Raw(string body) => Trial.Alter(bundle =>
        bundle.Material["tlogEntries"] = new JsonArray(Trial.Instance.Rekor!.Add(Encoding.UTF8.GetBytes(body), "hashedrekord", "0.0.1", Time)));

    private static HostileCase Body(string says, Action<LogBody> change) => new("log", says, () => Message(LogEntryKind.HashedRekord001, change));

    private static HostileCase Named(string says, string member, string value) =>
        new("log", says, () => Trial.Alter(bundle => bundle.Entry["kindVersion"]![member] = value));

    private static HostileCase Other(string says, LogEntryKind kind, bool isEnvelope) =>
        new("log", says, () => Trial.Sign(request => request with { Entries = [kind], IsEnvelope = isEnvelope }));

    private static HostileCase Verifier(string says, Action<JsonObject> change) => new("log", says, () => Message(
        LogEntryKind.HashedRekord002, body => change(body.Spec["hashedRekordV002"]!["signature"]!["verifier"]!.AsObject())));

    private static HostileCase Signer(string says, Func<FakeCertificate, string> write) => new("log", says, () => Trial.Alter(bundle =>
    {
        var body = LogBodies.Create(LogEntryKind.HashedRekord001, bundle.Content, bundle.Certificate);
        body.Spec["signature"]!["publicKey"]!["content"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(write(bundle.Certificate!)));
        bundle.Material["tlogEntries"] = new JsonArray(Trial.Instance.Rekor!.Add(body, Time));
    }));
}
