using System.Globalization;
using System.Text;
using System.Text.Json;
using Swarm.Core.Json;

namespace Swarm.Core.Tests.Json;

public sealed class CanonicalJsonTests
{
    // RFC 8785, appendix B: the bits of a double and how it is written.
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Numbers_are_written_as_the_RFC_says(string bits, string expected)
    {
        var value = BitConverter.Int64BitsToDouble(long.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Assert.Equal(expected, Canonicalize(value.ToString("R", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Members_are_sorted_by_UTF16_code_units()
    {
        // RFC 8785, section 3.2.3.
        const string Input = """{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}""";
        using var output = JsonDocument.Parse(Canonicalize(Input));
        Assert.Equal(
            ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"],
            output.RootElement.EnumerateObject().Select(member => member.Value.GetString()));
    }

    [Fact]
    public void Strings_and_literals_are_written_as_the_RFC_says()
    {
        // RFC 8785, section 3.2.2 and its appendix C.
        const string Input = """{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}""";
        const string Expected = """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""";
        Assert.Equal(Expected, Canonicalize(Input));
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udead\":1}")]
    public void What_has_no_canonical_form_is_refused(string input) => Assert.Throws<JsonException>(() => Canonicalize(input));

    [Fact]
    public void Canonical_output_is_a_fixed_point()
    {
        var random = new Random(8785);
        for (var round = 0; round < 2_000; round++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value))
            {
                var once = Canonicalize(value.ToString("R", CultureInfo.InvariantCulture));
                Assert.Equal(once, Canonicalize(once));
                Assert.Equal(value == 0 ? 0 : value, double.Parse(once, CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public void The_reference_suite_passes()
    {
        var suite = Vectors.Require("jcs");
        var inputs = Directory.GetFiles(Path.Combine(suite, "input"));
        Assert.NotEmpty(inputs);
        foreach (var input in inputs)
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(input));
            var expected = File.ReadAllBytes(Path.Combine(suite, "output", Path.GetFileName(input)));
            Assert.Equal(expected, CanonicalJson.Serialize(document.RootElement));
        }
    }

    private static string Canonicalize(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Encoding.UTF8.GetString(CanonicalJson.Serialize(document.RootElement));
    }
}
