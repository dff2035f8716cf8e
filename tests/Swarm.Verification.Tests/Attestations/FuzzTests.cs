using System.Text;
using System.Text.Json.Nodes;
using Swarm.Verification.Attestations;
using Swarm.Verification.Tests.Support;

namespace Swarm.Verification.Tests.Attestations;

public sealed class FuzzTests
{
    private const int Rounds = 1500;

    [Theory]
    [InlineData("happy-path-v0.1")]
    [InlineData("happy-path-intoto-in-dsse-v3")]
    [InlineData("rekor2-timestamp-with-embedded-cert")]
    [InlineData("rekor2-dsse-happy-path")]
    public void Damage_gives_a_verdict_and_never_an_exception(string name)
    {
        var vector = SigstoreVectors.Require(name);
        var trust = vector.Trust;
        var random = new Random(20261121);
        for (var round = 0; round < Rounds; round++)
        {
            var bundle = round % 2 == 0 ? Damage(vector.Bundle, random) : DamageField(vector.Bundle, random);
            var verdict = AttestationVerifier.Verify(bundle, vector.File, trust);
            Assert.NotEmpty(verdict.Reason);
            Assert.DoesNotContain(verdict.Reason, char.IsControl);
        }
    }

    [Fact]
    public void A_bundle_that_is_cut_short_anywhere_is_refused()
    {
        var vector = SigstoreVectors.Require("rekor2-happy-path");
        var trust = vector.Trust;
        var end = vector.Bundle.AsSpan().TrimEnd(" \r\n"u8).Length;
        for (var length = 0; length < end; length += 7)
        {
            Assert.False(AttestationVerifier.Verify(vector.Bundle.AsMemory(0, length), vector.File, trust).IsValid);
        }
    }

    private static byte[] DamageField(byte[] bundle, Random random)
    {
        var root = JsonNode.Parse(bundle)!;
        var values = List(root).ToArray();
        var value = values[random.Next(values.Length)];
        var bytes = new byte[value.GetValue<string>().Length];
        var text = Convert.TryFromBase64String(value.GetValue<string>(), bytes, out var written)
            ? Convert.ToBase64String(Damage(bytes[..written], random))
            : Encoding.UTF8.GetString(Damage(Encoding.UTF8.GetBytes(value.GetValue<string>()), random));
        value.ReplaceWith(JsonValue.Create(text));
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        var position = random.Next(bytes.Length);
        var length = Math.Min(random.Next(1, 9), bytes.Length - position);
        var noise = new byte[random.Next(0, 9)];
        random.NextBytes(noise);
        return random.Next(4) switch
        {
            0 => [.. bytes[..position], .. bytes[(position + length)..]],
            1 => [.. bytes[..position], .. noise, .. bytes[position..]],
            2 => [.. bytes[..position], .. bytes[position..(position + length)], .. bytes[position..]],
            _ => [.. bytes[..position], (byte)random.Next(256), .. bytes[(position + 1)..]],
        };
    }

    private static IEnumerable<JsonValue> List(JsonNode node) => node switch
    {
        JsonObject owner => owner.SelectMany(pair => pair.Value is null ? [] : List(pair.Value)),
        JsonArray items => items.SelectMany(item => List(item!)),
        JsonValue value when value.TryGetValue<string>(out var text) && text.Length > 0 => [value],
        _ => [],
    };
}
