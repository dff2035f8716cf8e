using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Swarm.Core.Json;

namespace Swarm.Verification.Tests.Authority;

/// <summary>Rekor v1: it promises inclusion at a time of its own (the signed entry timestamp) besides proving it.</summary>
/// <param name="kind">The kind of its key.</param>
/// <param name="entries">How many entries of others it has to begin with.</param>
internal sealed class FakeRekor(KeyKind kind = KeyKind.P256, int entries = 21)
    : FakeTransparencyLog("https://rekor.example.com", kind, entries)
{
    public override byte[] LogId => SHA256.HashData(Key.PublicKeyInfo);

    public override string Origin => Host + " - 1193050959916656506";

    // Entries of older shards count in the index of an entry, and not in its place in this tree.
    protected override long Offset => 4_163_431;

    /// <summary>The signed entry timestamp over an entry's members as they are now.</summary>
    public string Promise(JsonObject entry)
    {
        var payload = new JsonObject
        {
            ["body"] = entry["canonicalizedBody"]!.GetValue<string>(),
            ["integratedTime"] = Number(entry["integratedTime"]!),
            ["logID"] = Convert.ToHexStringLower(Convert.FromBase64String(entry["logId"]!["keyId"]!.GetValue<string>())),
            ["logIndex"] = Number(entry["logIndex"]!),
        };
        return Convert.ToBase64String(Key.Sign(CanonicalJson.Serialize(JsonSerializer.SerializeToElement(payload))));
    }

    /// <inheritdoc/>
    protected override void Complete(JsonObject entry, DateTimeOffset time)
    {
        entry["integratedTime"] = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        entry["inclusionPromise"] = new JsonObject { ["signedEntryTimestamp"] = Promise(entry) };
    }

    private static long Number(JsonNode text) =>
        long.Parse(text.GetValue<string>(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
