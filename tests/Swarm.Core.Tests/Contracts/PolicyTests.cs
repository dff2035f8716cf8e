using System.Text;
using System.Text.Json.Nodes;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;

namespace Swarm.Core.Tests.Contracts;

/// <summary>What a policy may say, and that its digest is of its bytes.</summary>
public sealed class PolicyTests
{
    private const string Whole =
        """
        {
          "type": "swarm-policy-v1", "name": "a build", "route_mode": "direct", "sandbox": "none",
          "allowed_programs": ["make", "/usr/bin/cc", "C:\\Tools\\cl.exe"], "blocked_programs": ["curl"],
          "allowed_hosts": ["www.example.org", "*.example.org", "xn--bcher-kva.example"], "allowed_ports": [1, 443, 65535],
          "allowed_ranges": ["192.0.2.0/24", "2001:db8::/32"], "readable_paths": ["/opt/tools", "C:\\Tools"], "allowed_environment": ["TOKEN", "ProgramFiles(x86)"],
          "limits": {"run_time_seconds": 60, "retries": 0, "memory_bytes": 1, "processes": 64, "log_bytes": 1, "output_bytes": 9007199254740991},
          "required": ["route", "sandbox", "programs", "environment", "hosts", "ports", "ranges", "run_time", "retries", "memory", "processes", "log", "output"]
        }
        """;

    [Fact]
    public void A_policy_with_every_rule_is_read()
    {
        var policy = Parse(Whole);
        Assert.Equal(PolicyRules.All, PolicyRules.StatedBy(policy.Document));
        Assert.Equal(PolicyRules.All, policy.Document.Required);
        Assert.Equal(["make", "/usr/bin/cc", @"C:\Tools\cl.exe"], policy.Document.AllowedPrograms!);
        Assert.Equal(60, policy.Document.Limits!.RunTimeSeconds);
        Assert.Equal("a build", policy.ToString());
        ContractSchemas.Require(Encoding.UTF8.GetBytes(Whole), "policy");
        Assert.Equal("policy", ContractSchemas.Detect(Encoding.UTF8.GetBytes(Whole)));
    }

    [Fact]
    public void A_policy_that_says_nothing_states_no_rule() => Assert.Empty(PolicyRules.StatedBy(Parse("""{"type":"swarm-policy-v1"}""").Document));

    [Theory]
    [InlineData("""{}""", "type")]
    [InlineData("""[]""", "object")]
    [InlineData("""null""", "object")]
    [InlineData("""{"type":"swarm-policy-v2"}""", "'type'")]
    [InlineData("""{"type":"swarm-policy-v1","colour":1}""", "'colour'")]
    [InlineData("""{"type":"swarm-policy-v1","critical_rule":1}""", "critical_rule")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"colour":1}}""", "'colour'")]
    [InlineData("""{"type":"swarm-policy-v1","limits":[]}""", "limits")]
    [InlineData("""{"type":"swarm-policy-v1","type":"swarm-policy-v1"}""", "uplicate")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"retries":1,"retries":2}}""", "uplicate")]
    [InlineData("""{"type":"swarm-policy-v1"} x""", "invalid")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_programs":null}""", "null")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_programs":[null]}""", "null")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"retries":null}}""", "null")]
    [InlineData("""{"type":"swarm-policy-v1","name":""}""", "'name'")]
    [InlineData("""{"type":"swarm-policy-v1","name":"a\nb"}""", "'name'")]
    [InlineData("""{"type":"swarm-policy-v1","route_mode":"Direct"}""", "'route_mode'")]
    [InlineData("""{"type":"swarm-policy-v1","sandbox":"strict"}""", "'sandbox'")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_programs":[""]}""", "allowed_programs[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_programs":["a","a"]}""", "allowed_programs[1]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_programs":["./a"]}""", "relative")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_programs":["bin/a"]}""", "relative")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_programs":["/bin/../a"]}""", "'..'")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_programs":["/bin/"]}""", "no name")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_programs":[".."]}""", "folder")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_programs":[" a"]}""", "blanks")]
    [InlineData("""{"type":"swarm-policy-v1","blocked_programs":["a\u0000"]}""", "blocked_programs[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_programs":[1]}""", "allowed_programs")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_hosts":["*"]}""", "allowed_hosts[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_hosts":["a.*.org"]}""", "allowed_hosts[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_hosts":["WWW.example.org"]}""", "lower case")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_hosts":["192.0.2.1"]}""", "allowed_ranges")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_hosts":["-a.org"]}""", "allowed_hosts[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_hosts":["a..org"]}""", "allowed_hosts[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_hosts":["example.org."]}""", "allowed_hosts[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_hosts":["bücher.example"]}""", "Punycode")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_ports":[0]}""", "allowed_ports[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_ports":[65536]}""", "allowed_ports[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_ports":["443"]}""", "allowed_ports")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_ports":[443.5]}""", "allowed_ports")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_ranges":["192.0.2.1/24"]}""", "allowed_ranges[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_ranges":["192.0.2.0"]}""", "allowed_ranges[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_ranges":["192.0.2.0/33"]}""", "allowed_ranges[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_ranges":["2001:DB8::/32"]}""", "allowed_ranges[0]")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"run_time_seconds":0}}""", "limits.run_time_seconds")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"run_time_seconds":31622401}}""", "limits.run_time_seconds")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"run_time_seconds":1.5}}""", "run_time_seconds")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"retries":-1}}""", "limits.retries")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"retries":101}}""", "limits.retries")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"memory_bytes":0}}""", "limits.memory_bytes")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"processes":0}}""", "limits.processes")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_environment":[""]}""", "allowed_environment[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_environment":["A=B"]}""", "allowed_environment[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_environment":["A B"]}""", "allowed_environment[0]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_environment":["A","A"]}""", "allowed_environment[1]")]
    [InlineData("""{"type":"swarm-policy-v1","allowed_environment":null}""", "null")]
    [InlineData("""{"type":"swarm-policy-v1","readable_paths":["tools"]}""", "readable_paths[0]")]
    [InlineData("""{"type":"swarm-policy-v1","readable_paths":["/opt/../root"]}""", "readable_paths[0]")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"log_bytes":0}}""", "limits.log_bytes")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"output_bytes":9007199254740992}}""", "limits.output_bytes")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"output_bytes":99999999999999999999}}""", "output_bytes")]
    [InlineData("""{"type":"swarm-policy-v1","required":["network"]}""", "is no rule")]
    [InlineData("""{"type":"swarm-policy-v1","required":["memory"]}""", "does not state")]
    public void What_is_not_a_policy_is_refused_with_its_member(string text, string expected)
    {
        var exception = Assert.Throws<SwarmException>(() => Parse(text));
        Assert.Equal(ErrorCode.PolicyInvalid, exception.ErrorCode);
        Assert.Equal(6, exception.ExitCode);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.SchemaInvalid, Assert.Throws<SwarmException>(() => ContractSchemas.Require(Encoding.UTF8.GetBytes(text), "policy")).ErrorCode);
    }

    [Fact]
    public void Lists_and_files_are_bounded()
    {
        Parse(OfPrograms(1000));
        Assert.Contains("1001", Assert.Throws<SwarmException>(() => Parse(OfPrograms(1001))).Message, StringComparison.Ordinal);
        var long_ = "{\"type\":\"swarm-policy-v1\"" + new string(' ', Policy.MostBytes) + "}";
        Assert.Equal(ErrorCode.PolicyInvalid, Assert.Throws<SwarmException>(() => Parse(long_)).ErrorCode);
        Assert.Throws<SwarmException>(() => Parse($$"""{"type":"swarm-policy-v1","allowed_programs":["{{new string('a', 4097)}}"]}"""));
        Assert.Throws<SwarmException>(() => Parse($$"""{"type":"swarm-policy-v1","name":"{{new string('a', 201)}}"}"""));

        static string OfPrograms(int count) =>
            $$"""{"type":"swarm-policy-v1","allowed_programs":[{{string.Join(',', Enumerable.Range(0, count).Select(index => $"\"p{index}\""))}}]}""";
    }

    [Fact]
    public void No_member_of_a_policy_can_be_null_by_its_schema()
    {
        var schema = ContractSchemas.Export("policy");
        Assert.False(schema["additionalProperties"]!.GetValue<bool>());
        Assert.All(schema["properties"]!.AsObject(), member => Assert.IsNotType<JsonArray>(member.Value!["type"]));
        Assert.Equal(["type"], schema["required"]!.AsArray().Select(name => name!.GetValue<string>()));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var document = Parse(Whole).Document;
        var policy = Policy.Create(document, "policy.json");
        Assert.Equal(Encoding.UTF8.GetString(Policy.Create(policy.Document).Bytes.Span), Encoding.UTF8.GetString(policy.Bytes.Span));
        Assert.EndsWith("}\n", Encoding.UTF8.GetString(policy.Bytes.Span), StringComparison.Ordinal);
        Assert.Equal("policy.json", policy.Reference);
    }

    [Fact]
    public void Every_change_of_a_single_bit_gives_another_hash_or_no_policy()
    {
        var bytes = Encoding.UTF8.GetBytes(Whole);
        var original = Policy.Parse(bytes);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                var other = Policy.Parse(changed);
                Assert.NotEqual(original.Hash, other.Hash);
                Assert.NotNull(other.FindContradiction(PolicySamples.Certificate(original)));
            }
            catch (SwarmException exception)
            {
                Assert.Equal(ErrorCode.PolicyInvalid, exception.ErrorCode);
            }
        }
    }

    private static Policy Parse(string text) => Policy.Parse(Encoding.UTF8.GetBytes(text));
}
