using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Swarm.Core.Json;

namespace Swarm.Core.Tests.Json;

/// <summary>What holds of every JSON value.</summary>
public sealed class CanonicalJsonProperties
{
    private static readonly Gen<string> Text =
        Gen.OneOf(Gen.Char['\0', '\u007f'], Gen.Char['\u0080', '\ud7ff'], Gen.Char['\ue000', '\uffff']).Array[0, 12].Select(characters => new string(characters));

    // Below a power of two the next number is half as far away as above.
    private static readonly Gen<double> Number = Gen.OneOf(
        Gen.ULong.Select(BitConverter.UInt64BitsToDouble).Where(double.IsFinite),
        Gen.Select(Gen.Int[-1074, 1023], Gen.Bool).Select((power, isNegative) => Math.ScaleB(isNegative ? -1 : 1, power)));

    private static readonly Gen<JsonNode?> Value = Gen.Recursive<JsonNode?>((depth, inner) =>
    {
        var leaf = Gen.OneOf(
            Gen.Const<JsonNode?>(() => null),
            Gen.Bool.Select(value => (JsonNode?)JsonValue.Create(value)),
            Number.Select(value => (JsonNode?)JsonValue.Create(value)),
            Text.Select(value => (JsonNode?)JsonValue.Create(value)));
        return depth > 3 ? leaf : Gen.Frequency(
            (3, leaf),
            (1, inner.Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]))),
            (1, Gen.Select(Text, inner).Array[0, 5].Select(members => (JsonNode?)ToObject(members))));
    });

    [Fact]
    public void The_canonical_form_reads_back_as_the_value_and_is_its_own_canonical_form() => Value.Sample(
        value =>
        {
            var once = Canonicalize(Write(value));
            Assert.True(AreSame(value, JsonNode.Parse(once)), once);
            Assert.Equal(once, Canonicalize(once));
        },
        iter: 2000);

    [Fact]
    public void The_order_of_members_does_not_count() => Gen.Select(Text, Value).Array[2, 8].Sample(
        members =>
        {
            var distinct = members.DistinctBy(member => member.Item1).ToArray();
            Assert.Equal(Canonicalize(Write(ToObject(distinct))), Canonicalize(Write(ToObject([.. distinct.Reverse()]))));
        },
        iter: 500);

    [Fact]
    public void Two_numbers_have_two_forms_and_each_reads_back() => Gen.Select(Number, Gen.Bool).Sample(
        (value, upwards) =>
        {
            var neighbour = upwards ? Math.BitIncrement(value) : Math.BitDecrement(value);
            var text = Canonicalize(value.ToString("G17", CultureInfo.InvariantCulture));
            Assert.Equal(value, double.Parse(text, CultureInfo.InvariantCulture));
            if (double.IsFinite(neighbour) && neighbour != value)
            {
                Assert.NotEqual(text, Canonicalize(neighbour.ToString("G17", CultureInfo.InvariantCulture)));
            }
        },
        iter: 20_000);

    private static JsonObject ToObject((string Name, JsonNode? Value)[] members)
    {
        var made = new JsonObject();
        foreach (var (name, value) in members)
        {
            made[name] = value?.DeepClone();
        }

        return made;
    }

    // The runtime's own writer gives some powers of two the digits of their neighbour.
    private static string Write(JsonNode? value) => value switch
    {
        null => "null",
        JsonArray items => $"[{string.Join(',', items.Select(Write))}]",
        JsonObject members => $"{{{string.Join(',', members.Select(member => $"{JsonValue.Create(member.Key).ToJsonString()}:{Write(member.Value)}"))}}}",
        _ when value.GetValueKind() == JsonValueKind.Number => value.GetValue<double>().ToString("G17", CultureInfo.InvariantCulture),
        _ => value.ToJsonString(),
    };

    private static bool AreSame(JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (JsonArray one, JsonArray other) => one.Count == other.Count && one.Zip(other).All(pair => AreSame(pair.First, pair.Second)),
        (JsonObject one, JsonObject other) => one.Count == other.Count && one.All(member => other.ContainsKey(member.Key) && AreSame(member.Value, other[member.Key])),
        (JsonValue one, JsonValue other) when one.GetValueKind() == JsonValueKind.Number && other.GetValueKind() == JsonValueKind.Number =>
            one.GetValue<double>() == other.GetValue<double>(),
        _ => JsonNode.DeepEquals(left, right),
    };

    private static string Canonicalize(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Encoding.UTF8.GetString(CanonicalJson.Serialize(document.RootElement));
    }
}
