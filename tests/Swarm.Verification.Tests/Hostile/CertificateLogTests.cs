using System.Security.Cryptography.X509Certificates;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>The promises of certificate logs in the signing certificate (RFC 6962).</summary>
public class CertificateLogTests
{
    private const int LogIdAt = 1;
    private const int TimeAt = 33;
    private const int AlgorithmAt = 43;

    private static readonly DateTimeOffset Now = FakeSigstore.Now;
    private static readonly FakeCertificateLog Log = Trial.Instance.Fulcio.Logs[0];

    private static readonly Dictionary<string, HostileCase> Cases = new(StringComparer.Ordinal)
    {
        ["no promise"] = new("sct", "carries no promise", () => Trial.Sign(request => request with { Leaf = leaf => leaf with { Logs = [] } })),
        ["a promise of a log that is not trusted"] = new("sct", "no promise", () => Trial.Sign(request => request with { Leaf = leaf => leaf with { Logs = [new FakeCertificateLog()] } })),
        ["a promise of a trusted log and one of another"] = new(null, "signed by", () => Trial.Sign(request => request with { Leaf = leaf => leaf with { Logs = [new FakeCertificateLog(), Log] } })),
        ["the same promise twice"] = new(null, "signed by", () => Trial.Sign(request => request with { Leaf = leaf => leaf with { Logs = [Log, Log] } })),
        ["seventeen promises"] = new("sct", "more than 16", () => Trial.Sign(request => request with { Leaf = leaf => leaf with { Logs = [.. Enumerable.Repeat(Log, 17)] } })),
        ["a promise by another key in the log's name"] = Promise("sct", "not signed", (body, issuer) => [.. Rename(new FakeCertificateLog().Sign(body, issuer, Now))]),
        ["a promise over another issuer"] = Promise("sct", "not signed", (body, _) => Log.Sign(body, Trial.Instance.Fulcio.Authority.Root.Key.PublicKeyInfo, Now)),
        ["a promise over another body"] = Promise("sct", "not signed", (body, issuer) => Log.Sign(Trial.Flip(body, 400), issuer, Now)),
        ["a promise over nothing"] = Promise("sct", "not signed", (_, issuer) => Log.Sign([], issuer, Now)),
        ["a promise with extensions of its own"] = Promise(null, "signed by", (body, issuer) => Log.Sign(body, issuer, Now, [1, 2, 3])),
        ["a promise of version 2"] = Promise("sct", "malformed", (body, issuer) => Log.Sign(body, issuer, Now, version: 1)),
        ["a promise of another time than signed"] = Promise("sct", "not signed", (body, issuer) => Trial.Flip(Log.Sign(body, issuer, Now), ((TimeAt + 7) * 8) + 3)),
        ["a promise of another log than signed"] = Promise("sct", "no promise", (body, issuer) => Trial.Flip(Log.Sign(body, issuer, Now), LogIdAt * 8)),
        ["a promise that names another hash"] = Promise("sct", "not signed", (body, issuer) => Trial.Flip(Log.Sign(body, issuer, Now), (AlgorithmAt * 8) + 0)),
        ["a promise that names another algorithm"] = Promise("sct", "not signed", (body, issuer) => Trial.Flip(Log.Sign(body, issuer, Now), ((AlgorithmAt + 1) * 8) + 1)),
        ["a promise of the end of time"] = Promise("sct", "no promise", (body, issuer) => [.. Log.Sign(body, issuer, Now).Select((value, at) => at is >= TimeAt and < TimeAt + 8 ? (byte)0xff : value)]),
        ["a promise that is cut off"] = Promise("sct", "malformed", (body, issuer) => Log.Sign(body, issuer, Now)[..^1]),
        ["a promise with more behind it"] = Promise("sct", "malformed", (body, issuer) => [.. Log.Sign(body, issuer, Now), 0]),
        ["an empty promise"] = Promise("sct", "malformed", (_, _) => []),
        ["an empty list"] = List("sct", "no promise", [0, 0]),
        ["a list of nothing"] = List("sct", "malformed", []),
        ["a list with more behind it"] = List("sct", "malformed", [0, 0, 0]),
        ["a list that is longer than it is"] = List("sct", "malformed", [0xff, 0xff, 0]),
        ["a list that is no octets"] = After("sct", "strict DER", leaf => leaf.Set(new X509Extension(CertificateExtensions.TimestampListOid, [5, 0], critical: false))),
        ["two lists"] = After("bundle", "twice", leaf => leaf.Extensions.Add(leaf.Extensions[^1])),
        ["a claim that came after the promise"] = After("sct", "not signed", leaf => leaf.Set(FakeIdentity.Extension(FulcioClaim.RunnerEnvironment, "self-hosted"))),
        ["a name that came after the promise"] = After("sct", "not signed", leaf => leaf.Set(GeneralName.Extension([GeneralName.Uri(Trial.Signer + "x")]))),
        ["a validity that came after the promise"] = After("sct", "not signed", leaf => leaf.NotAfter = leaf.NotAfter.AddDays(1)),
        ["a key that came after the promise"] = After("signature", "not made by the signer", leaf => leaf.PublicKeyInfo = FakeKey.Create(KeyKind.P256).PublicKeyInfo),
        ["an order that came after the promise"] = After("sct", "not signed", leaf => leaf.Extensions.Reverse()),
        ["an extension that came after the promise"] = After("sct", "not signed", leaf => leaf.Extensions.Add(new X509Extension("1.2.3.4", [5, 0], critical: false))),
        ["a list that stands first"] = After(null, "signed by", leaf => leaf.Extensions.Insert(0, Take(leaf))),
    };

    public static TheoryData<string> Names => Trial.NamesOf(Cases);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_promise_is_judged(string name) => Cases[name].Run();

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(-1, 1, true)]
    [InlineData(1, 2, false)]
    [InlineData(-2, -1, false)]
    public void A_promise_counts_while_its_log_is_trusted(int start, int end, bool holds)
    {
        var root = new TrustedRootBuilder().Add(Trial.Instance.Fulcio).Add(Trial.Instance.Rekor!)
            .Add(Log, new Period(Now.AddSeconds(start), Now.AddSeconds(end)));
        Trial.AssertVerdict(Trial.Sign().ToBytes(), Trial.Under(root), holds ? null : "sct", holds ? "signed by" : "no promise");
    }

    [Theory]
    [InlineData(KeyKind.P384)]
    [InlineData(KeyKind.Rsa2048)]
    [InlineData(KeyKind.Ed25519)]
    public void Other_keys_of_logs_hold(KeyKind kind)
    {
        var instance = FakeSigstore.Create(new FakeFulcio(null, new FakeCertificateLog(kind)));
        var verdict = Trial.Verify(Trial.Sign(null, instance).ToBytes(), Trial.Under(instance.TrustedRoot()));

        // RFC 6962 hashes with SHA-256, which is not the hash that the name of a P-384 key says.
        Assert.Equal(kind != KeyKind.P384, verdict.IsValid);
        Trial.AssertReadable(verdict);
    }

    private static X509Extension Take(CertificateTemplate leaf)
    {
        var list = leaf.Extensions[^1];
        leaf.Extensions.RemoveAt(leaf.Extensions.Count - 1);
        return list;
    }

    private static IEnumerable<byte> Rename(byte[] promise) => [.. promise.AsSpan(0, LogIdAt), .. Log.LogId, .. promise.AsSpan(TimeAt)];

    private static HostileCase After(string? check, string says, Action<CertificateTemplate> change) =>
        new(check, says, () => Trial.Sign(request => request with { Leaf = leaf => leaf with { ChangeAfterLogging = change } }));

    private static HostileCase List(string? check, string says, byte[] list) => After(check, says, leaf => leaf.Set(FakeCertificateLog.RawExtension(list)));

    private static HostileCase Promise(string? check, string says, Func<byte[], byte[], byte[]> make) => After(check, says, leaf =>
    {
        leaf.Remove(CertificateExtensions.TimestampListOid);
        var issuer = Trial.Instance.Fulcio.Authority.Issuing.Key;
        leaf.Extensions.Add(FakeCertificateLog.Extension(make(leaf.WriteBody(issuer), issuer.PublicKeyInfo)));
    });
}
