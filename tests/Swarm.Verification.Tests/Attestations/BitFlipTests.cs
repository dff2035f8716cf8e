using System.Text;
using System.Text.Json.Nodes;
using Swarm.Verification.Attestations;
using Swarm.Verification.Tests.Support;

namespace Swarm.Verification.Tests.Attestations;

public sealed class BitFlipTests
{
    /// <summary>At most this many bytes of each field are flipped, spread over all of it.</summary>
    private const int MostFlips = 41;

    private const int MostFlipsOfHashes = 2;

    private static readonly HashSet<string> NotBytes = new(StringComparer.Ordinal)
    {
        "mediaType", "logIndex", "treeSize", "integratedTime", "kind", "version", "payloadType", "envelope", "algorithm",
    };

    // Hints for finding a key: they are compared with nothing but one another, and the key comes from the caller.
    private static readonly HashSet<string> NotCovered = new(StringComparer.Ordinal) { "hint", "keyid" };

    public static TheoryData<string> GoodNames => [.. SigstoreVectors.ListGoodNames()];

    [Theory]
    [MemberData(nameof(GoodNames))]
    public void A_flipped_bit_in_any_field_of_bytes_is_refused(string name)
    {
        var vector = SigstoreVectors.Require(name);
        var trust = vector.Trust;
        var bundle = JsonNode.Parse(vector.Bundle)!;
        foreach (var (value, field) in List(bundle).Where(item => !NotBytes.Contains(item.Field) && !NotCovered.Contains(item.Field)).ToArray())
        {
            var bytes = Convert.FromBase64String(value.GetValue<string>());
            var step = Math.Max(1, bytes.Length / (field == "hashes" ? MostFlipsOfHashes : MostFlips));
            for (var position = 0; position < bytes.Length; position += step)
            {
                // The last byte of an answer's status tells "granted" from "granted with modifications": both carry the time.
                if (field == "signedTimestamp" && position is 8)
                {
                    continue;
                }

                var flipped = bytes.ToArray();
                flipped[position] ^= (byte)(1 << (position % 8));
                var verdict = VerifyWith(vector, trust, bundle, value, Convert.ToBase64String(flipped));

                // A timestamp that does not hold counts for nothing where something else tells the time.
                Assert.False(verdict.IsValid && !(field == "signedTimestamp" && verdict.Times is { Count: > 0 }), $"{field}: byte {position}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(GoodNames))]
    public void A_changed_text_or_number_is_refused(string name)
    {
        var vector = SigstoreVectors.Require(name);
        var trust = vector.Trust;
        var bundle = JsonNode.Parse(vector.Bundle)!;
        foreach (var (value, field) in List(bundle).Where(item => NotBytes.Contains(item.Field)).ToArray())
        {
            var text = value.GetValue<string>();

            // What witnesses signed beside the log is not the log's.
            var length = field == "envelope" ? text.IndexOf("\n\n", StringComparison.Ordinal) : text.Length;
            for (var position = 0; position < length; position += Math.Max(1, length / 31))
            {
                var changed = new StringBuilder(text) { [position] = (char)(text[position] ^ 1) }.ToString();
                Assert.False(VerifyWith(vector, trust, bundle, value, changed).IsValid, $"{field}: character {position}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(GoodNames))]
    public void A_bundle_that_lacks_any_member_is_refused_or_said_as_much(string name)
    {
        var vector = SigstoreVectors.Require(name);
        var count = ListObjects(JsonNode.Parse(vector.Bundle)!).Sum(item => item.Count);
        var accepted = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < count; index++)
        {
            var bundle = JsonNode.Parse(vector.Bundle)!;
            var (owner, member) = ListObjects(bundle).SelectMany(item => item.Select(pair => (item, pair.Key))).ElementAt(index);
            owner.Remove(member);
            if (AttestationVerifier.Verify(Encoding.UTF8.GetBytes(bundle.ToJsonString()), vector.File, vector.Trust).IsValid)
            {
                accepted.Add(member);
            }
        }

        // Not evidence: hints, the stated digest, and, where other evidence of the time is there, the log's promise.
        accepted.ExceptWith(["hint", "keyid", "messageDigest", "inclusionPromise", "integratedTime"]);

        // A bundle of version 0.1 may go without a proof; one with a log's time may go without other times; a key needs none.
        accepted.ExceptWith(["inclusionProof", "rfc3161Timestamps", "timestampVerificationData"]);
        Assert.Empty(accepted);
    }

    private static AttestationVerdict VerifyWith(SigstoreVector vector, AttestationTrust trust, JsonNode bundle, JsonValue value, string text)
    {
        var replacement = JsonValue.Create(text);
        value.ReplaceWith(replacement);
        var bytes = Encoding.UTF8.GetBytes(bundle.ToJsonString());
        replacement.ReplaceWith(value);
        return AttestationVerifier.Verify(bytes, vector.File, trust);
    }

    private static IEnumerable<(JsonValue Value, string Field)> List(JsonNode node, string field = "") => node switch
    {
        JsonObject owner => owner.SelectMany(pair => pair.Value is null ? [] : List(pair.Value, pair.Key)),
        JsonArray items => items.SelectMany(item => List(item!, field)),
        JsonValue value when value.TryGetValue<string>(out var text) && text.Length > 0 => [(value, field)],
        _ => [],
    };

    private static IEnumerable<JsonObject> ListObjects(JsonNode node) => node switch
    {
        JsonObject owner => [owner, .. owner.SelectMany(pair => pair.Value is null ? [] : ListObjects(pair.Value))],
        JsonArray items => items.SelectMany(item => ListObjects(item!)),
        _ => [],
    };
}
