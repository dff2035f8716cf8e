using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Json;

namespace Swarm.Core.Tests.Json;

public sealed class StrictJsonTests
{
    private const string Locator =
        """{"type":"swarm-bundle-locator-v1","locator":"file:///b","bundle_sha256":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","bundle_manifest_sha256":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":3}""";

    [Fact]
    public void A_sound_document_is_read()
    {
        var locator = Parse(Locator);
        Assert.Equal(3, locator.Size);
        Assert.Equal("file:///b", locator.Locator);
    }

    [Fact]
    public void Unknown_members_are_kept()
    {
        var locator = Parse(Locator[..^1] + ",\"colour\":\"blue\"}");
        var again = CanonicalJson.Serialize(locator, ContractJson.Default.BundleLocator);
        Assert.Contains("\"colour\":\"blue\"", Encoding.UTF8.GetString(again), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",\"size\":4}", "uplicate")]
    [InlineData(",\"critical_rule\":1}", "critical_rule")]
    [InlineData(",\"deep\":[{\"critical_rule\":1}]}", "critical_rule")]
    [InlineData("} x", "invalid")]
    [InlineData("}{}", "after")]
    [InlineData(",}", "trailing comma")]
    [InlineData("/* note */}", "invalid")]
    [InlineData("", "delimiter")]
    [InlineData(",\"\\ud800\":1}", "Unicode")]
    [InlineData(",\"x\":\"\\ud800\"}", "Unicode")]
    [InlineData(",\"x\":[{\"y\":\"\\udc00\\ud800\"}]}", "Unicode")]
    [InlineData(",\"x\":\"\\uffff\"}", "noncharacter")]
    [InlineData(",\"x\":\"\\ufdd0\"}", "noncharacter")]
    [InlineData(",\"x\":\"\\ud83f\\udffe\"}", "noncharacter")]
    [InlineData(",\"x\":\"\uffff\"}", "noncharacter")]
    [InlineData(",\"x\":1e999}", "double")]
    [InlineData(",\"x\":[-1e400]}", "double")]
    [InlineData(",\"x\":{\"y\":1,\"y\":2}}", "uplicate")]
    [InlineData(",\"x\":{\"\\u0079\":1,\"y\":2}}", "uplicate")]
    public void What_is_not_strict_is_refused_with_its_reason(string end, string reason)
    {
        var exception = Assert.Throws<SwarmException>(() => Parse(Locator[..^1] + end));
        Assert.Equal("SCHEMA_INVALID", exception.Code);
        Assert.Equal(2, exception.ExitCode);
        Assert.Contains("bundle locator", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    // Overlong forms, surrogates, what is cut short and what is beyond Unicode, in a text and in a name that nothing reads.
    [Theory]
    [InlineData("80")]
    [InlineData("c080")]
    [InlineData("c3")]
    [InlineData("e08080")]
    [InlineData("eda080")]
    [InlineData("f4908080")]
    [InlineData("ff")]
    [InlineData("efbfbe")]
    public void Bytes_that_are_not_UTF8_are_refused_wherever_they_stand(string bytes)
    {
        foreach (var (before, after) in new[] { (",\"x\":\"", "\"}"), (",\"x\":[\"", "\"]}"), (",\"", "\":1}"), (",\"x\":\"\\n", "\"}") })
        {
            byte[] document = [.. Encoding.UTF8.GetBytes(Locator[..^1] + before), .. Convert.FromHexString(bytes), .. Encoding.UTF8.GetBytes(after)];
            var exception = Assert.Throws<SwarmException>(() => StrictJson.Parse(document, ContractJson.Default.BundleLocator, "bundle locator"));
            Assert.Equal("SCHEMA_INVALID", exception.Code);
        }
    }

    [Fact]
    public void Every_character_of_Unicode_is_read_where_it_is_one() => Parse(Locator[..^1] + ",\"x\":\"\u0080é\ufffd\ufdef\"}".Replace("\ufdef", "\ufdf0", StringComparison.Ordinal));

    [Theory]
    [InlineData("\"size\":3", "\"size\":\"3\"")]
    [InlineData("\"size\":3", "\"length\":3")]
    [InlineData("sha256:e3", "sha256:E3")]
    [InlineData("\"file:///b\"", "null")]
    public void Members_of_the_wrong_kind_are_refused(string sound, string unsound) =>
        Assert.Equal("SCHEMA_INVALID", Assert.Throws<SwarmException>(() => Parse(Locator.Replace(sound, unsound, StringComparison.Ordinal))).Code);

    [Fact]
    public void A_document_beyond_its_bound_is_refused()
    {
        var padded = Encoding.UTF8.GetBytes(Locator + new string(' ', 2_000));
        var exception = Assert.Throws<SwarmException>(() => StrictJson.Parse(padded, ContractJson.Default.BundleLocator, "bundle locator", limit: 1_000));
        Assert.Contains("1000", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_beyond_its_bound_is_refused() =>
        Assert.Equal("SCHEMA_INVALID", Assert.Throws<SwarmException>(() => Parse(new string('[', 100_000))).Code);

    [Fact]
    public void A_run_spec_refuses_every_unknown_member()
    {
        const string Spec = """{"type":"swarm-run-spec-v1","operation":"launch","label":"main","parent_node_id":null,"command":["true"],"log_limit_bytes":1,"output_limit_bytes":1,"colour":"blue"}""";
        var exception = Assert.Throws<SwarmException>(() => StrictJson.Parse(Encoding.UTF8.GetBytes(Spec), ContractJson.Default.RunSpec, "run spec"));
        Assert.Contains("colour", exception.Message, StringComparison.Ordinal);
    }

    private static BundleLocator Parse(string json) => StrictJson.Parse(Encoding.UTF8.GetBytes(json), ContractJson.Default.BundleLocator, "bundle locator");
}
