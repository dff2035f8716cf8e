using System.Text;
using System.Text.Json.Nodes;
using Swarm.Verification.Attestations;
using Swarm.Verification.PublicKeys;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>A single bit is flipped in each kind of good bundle: it is refused, or the bit is one that nothing needs, by name.</summary>
public class FlipTests
{
    /// <summary>One bit in so many is tried: a prime to 8, so that each bit of a byte has its turn.</summary>
    private const int Stride = 61;

    // The identifier of what a timestamp holds.
    private static readonly byte[] TimestampType = Convert.FromHexString("060b2a864886f70d0109100104");

    private static readonly Dictionary<string, BundleRequest> Requests = new(StringComparer.Ordinal)
    {
        ["a signature in a log of the first generation"] = new(),
        ["a signature in version 0.1"] = new() { MediaType = BundleMediaTypes.Version01, Material = KeyMaterial.Chain },
        ["a signature in a log of the second generation"] = new() { Entries = [LogEntryKind.HashedRekord002], Timestamps = 1 },
        ["a signature in both, with a timestamp"] = new() { Entries = [LogEntryKind.HashedRekord001, LogEntryKind.HashedRekord002], Timestamps = 1 },
        ["a signature of a key"] = new() { Material = KeyMaterial.PublicKey },
    };

    private static readonly Dictionary<string, BundleRequest> Statements = new(StringComparer.Ordinal)
    {
        ["a statement in a log of the first generation"] = new() { IsEnvelope = true, Entries = [LogEntryKind.Dsse001] },
        ["a statement in an in-toto entry"] = new() { IsEnvelope = true, Entries = [LogEntryKind.Intoto002] },
        ["a statement in a log of the second generation"] = new() { IsEnvelope = true, Entries = [LogEntryKind.Dsse002], Timestamps = 1 },
        ["a statement with a timestamp alone"] = new() { IsEnvelope = true, Entries = [], Timestamps = 1 },
    };

    // What a bundle may leave out, and what therefore may be lost by a flip in its name or be another in its value.
    private static readonly Dictionary<string, string> NotNeeded = new(StringComparer.Ordinal)
    {
        ["mediaType"] = "another version that the bundle satisfies as well",
        ["messageDigest"] = "a hint only: the artifact's own digest is what is verified",
        ["hint"] = "names a key of the caller's, whose choice the caller makes",
        ["inclusionProof"] = "version 0.1 asks for the promise alone",
        ["inclusionPromise"] = "the timestamp or the other entry tells the time as well",
        ["integratedTime"] = "without a promise it is no evidence, and is not used",
        ["signedEntryTimestamp"] = "goes with the promise",
        ["timestampVerificationData"] = "the promise tells the time as well",
        ["rfc3161Timestamps"] = "the promise tells the time as well",
        ["x509CertificateChain"] = "intermediates of a bundle are never used",
        ["signedTimestamp"] = "what of a timestamp's answer is not signed: its status, the hashes it announces, certificates that the trusted root has",
    };

    public static TheoryData<string> Names => [.. Requests.Keys];

    public static TheoryData<string> StatementNames => [.. Statements.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_flipped_bit_of_a_bundle_of_a_signature_is_refused(string name) => AssertNoticed(Requests[name]);

    [Theory]
    [MemberData(nameof(StatementNames))]
    public void A_flipped_bit_of_a_bundle_of_a_statement_is_refused(string name) => AssertNoticed(Statements[name]);

    private static void AssertNoticed(BundleRequest request)
    {
        var (bundle, trust, instance) = Make(request);
        var json = Encoding.UTF8.GetString(bundle.ToBytes());
        foreach (var (owner, key) in FindValues(bundle.Json).ToArray())
        {
            var text = owner[key]!.GetValue<string>();
            var bytes = Convert.FromBase64String(text);
            var isUnused = owner.GetPath().EndsWith("certificates[1]", StringComparison.Ordinal);
            var at = json.IndexOf(text, StringComparison.Ordinal);

            // Where the log's promise tells the time as well, a timestamp that does not hold is passed over.
            isUnused |= key == "signedTimestamp" && request.Entries.Contains(LogEntryKind.HashedRekord001);
            Parallel.For(0, bytes.Length * 8 / Stride, index =>
            {
                var bit = index * Stride;
                var changed = json[..at] + Convert.ToBase64String(Trial.Flip(bytes, bit)) + json[(at + text.Length)..];
                var isAllowed = isUnused
                    || (key == "signedTimestamp" && IsUnsigned(bytes, instance.TimestampAuthority!.Certificate.Bytes, bit / 8));
                Assert.True(isAllowed || !Holds(Encoding.UTF8.GetBytes(changed), trust), $"bit {bit} of {key}, of {bytes.Length} bytes");
            });
        }

        var whole = bundle.ToBytes();
        Parallel.For(0, whole.Length * 8 / Stride, index =>
        {
            var changed = Trial.Flip(whole, index * Stride);
            if (Holds(changed, trust))
            {
                var member = FindChange(bundle.Json, JsonNode.Parse(changed)!);
                Assert.True(NotNeeded.ContainsKey(member), $"A flip in {member} was not noticed (byte {index * Stride / 8}).");
            }
        });
    }

    private static (SignedBundle Bundle, AttestationTrust Trust, FakeSigstore Instance) Make(BundleRequest request)
    {
        if (request.Entries.Count == 0)
        {
            var bare = FakeSigstore.CreateWithoutLogs();
            return (bare.Sign(request), Trial.Under(bare.TrustedRoot()), bare);
        }

        var bundle = Trial.Instance.Sign(request);
        var trust = request.Material == KeyMaterial.PublicKey
            ? Trial.Trust with { Key = PublicKey.FromPem(Encoding.ASCII.GetBytes(bundle.Content.Key.PublicKeyPem), "key.pub"), Requirements = new() }
            : Trial.Trust;
        Trial.AssertVerdict(bundle.ToBytes(), trust, null, "signed");
        return (bundle, trust, Trial.Instance);
    }

    private static bool Holds(byte[] bundle, AttestationTrust trust) => Trial.Verify(bundle, trust).IsValid;

    // What stands before the content (the status and the announced hash), and certificates, which the trusted root has itself.
    private static bool IsUnsigned(byte[] response, byte[] certificate, int at)
    {
        var content = response.AsSpan().IndexOf(TimestampType);
        var start = response.AsSpan().IndexOf(certificate);
        return at < content || (start >= 0 && at >= start && at < start + certificate.Length);
    }

    private static IEnumerable<(JsonObject Owner, string Key)> FindValues(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            return list.SelectMany(FindValues);
        }

        return node is not JsonObject owner ? [] : owner.ToArray().SelectMany(member => member.Key switch
        {
            "rawBytes" or "signature" or "digest" or "keyId" or "signedEntryTimestamp" or "rootHash" or "canonicalizedBody" or "signedTimestamp" or "payload" or "sig" =>
                [(owner, member.Key)],
            _ => FindValues(member.Value),
        });
    }

    // The innermost member that is no longer there, or is another.
    private static string FindChange(JsonNode before, JsonNode after)
    {
        if (before is JsonObject one && after is JsonObject other)
        {
            foreach (var (name, value) in one)
            {
                if (!other.TryGetPropertyValue(name, out var found) || found is null)
                {
                    return name;
                }

                if (!JsonNode.DeepEquals(value, found))
                {
                    return value is not JsonValue ? FindChange(value!, found)
                        : value.GetPath().Contains("certificates[1]", StringComparison.Ordinal) ? "x509CertificateChain" : name;
                }
            }
        }

        if (before is JsonArray list && after is JsonArray changed && list.Count == changed.Count)
        {
            var index = Enumerable.Range(0, list.Count).First(at => !JsonNode.DeepEquals(list[at], changed[at]));
            return FindChange(list[index]!, changed[index]!);
        }

        return before.GetPath();
    }
}
