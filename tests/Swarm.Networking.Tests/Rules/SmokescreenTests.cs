using System.Net;
using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.Core.Tests;
using Swarm.Networking.Addresses;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;
using Swarm.Networking.Tests.Support;

namespace Swarm.Networking.Tests.Rules;

/// <summary>
/// The tables of another egress proxy hold here, with these differences, each stricter: brackets around what is no IPv6 address
/// are refused (RFC 3986, section 3.2.2); an address outside IPv6's global unicast space is reserved; a wildcard that is not
/// the whole first label is refused where the rules are read; and the final dot of a name is removed, not kept.
/// </summary>
public sealed class SmokescreenTests
{
    private static readonly Dictionary<string, string[]> Classes = new()
    {
        ["ipAllowDefault"] = ["allowed"],
        ["ipAllowUserConfigured"] = ["allowed"],
        ["ipDenyUserConfigured"] = ["range"],
        ["ipDenyPrivateRange"] = ["private"],
        ["ipDenyCGNAT"] = ["shared"],
        ["ipDenyNotGlobalUnicast"] = ["loopback", "metadata", "broadcast", "multicast"],
        ["ipDenyIPv6Embedding"] = ["nat64", "6to4", "teredo"],
        ["ipDenySelfConnection"] = ["self"],
    };

    [Fact]
    public async Task Addresses_are_judged_alike()
    {
        using var tables = Read();
        var config = tables.RootElement.GetProperty("config");
        var port = config.GetProperty("listen_port").GetInt32();
        var options = new DirectRouteOptions
        {
            LocalNetworks = new LocalNetworks(Texts(config, "local_ips").Select(text => KeyValuePair.Create(IPAddress.Parse(text), 0))),
            OwnListeners = () => [new IPEndPoint(IPAddress.Any, port)],
        };
        foreach (var row in tables.RootElement.GetProperty("classify").EnumerateArray())
        {
            var (address, to) = (row.GetProperty("ip").GetString()!, row.GetProperty("port").GetInt32());
            var rules = new EgressRules { Hosts = ["named.example"], Ranges = [.. RangesOf(config, to), "::/0"] };
            var named = options with { Resolver = new ScriptedResolver(IPAddress.Parse(address)) };
            var expected = address == "64:ff9c::1" ? ["reserved"] : Classes[row.GetProperty("verdict").GetString()!];
            Assert.Contains(await Judging.JudgeAsync("named.example", to, named, rules), expected);
            Assert.Contains(await Judging.JudgeAsync(IPAddress.Parse(address).ToString(), to, options, rules), expected);
        }
    }

    [Fact]
    public async Task Authorities_are_read_alike()
    {
        using var tables = Read();
        foreach (var row in tables.RootElement.GetProperty("authority").EnumerateArray())
        {
            var authority = row.GetProperty("authority").GetString()!;
            var route = new RecordingRoute();
            var status = await ProxyScene.ConnectStatusAsync(route, authority);
            if (row.GetProperty("valid").GetBoolean() && authority is not ("[example.net.]:1337" or "[127.0.0.1]:1337" or "[example.net]:1337"))
            {
                var expected = new Destination(row.GetProperty("host").GetString()!.TrimEnd('.'), row.GetProperty("port").GetInt32());
                Assert.Equal((200, expected), (status, Assert.Single(route.Asked)));
            }
            else
            {
                Assert.Equal(400, status);
                Assert.Empty(route.Asked);
            }
        }
    }

    [Fact]
    public async Task Globs_match_alike()
    {
        using var tables = Read();
        foreach (var row in tables.RootElement.GetProperty("globs").EnumerateArray().Concat(tables.RootElement.GetProperty("idn_globs").EnumerateArray()))
        {
            var (host, glob) = (row.GetProperty("host").GetString()!, row.GetProperty("glob").GetString()!);
            var rules = new EgressRules { Hosts = [glob] };
            if (glob == "login.*.example.com")
            {
                Assert.Equal(ErrorCode.PolicyInvalid, Assert.Throws<SwarmException>(rules.Validate).ErrorCode);
                continue;
            }

            Assert.Equal(row.GetProperty("match").GetBoolean(), await Judging.JudgeAsync(host, 443, Judging.Resolving("8.8.8.8"), rules) == "allowed");
        }
    }

    // Their configuration allows what is public and more; here a list allows nothing else. So the list has everything, cut where they deny.
    private static IEnumerable<string> RangesOf(JsonElement config, int port)
    {
        var denied = Texts(config, "deny_ranges").Select(range => range.Split('/')[0])
            .Concat(Texts(config, "deny_addresses").Where(text => text.EndsWith($":{port}", StringComparison.Ordinal)).Select(text => text.Split(':')[0]));
        return Texts(config, "allow_ranges")
            .Concat(Texts(config, "allow_addresses").Where(text => text.EndsWith($":{port}", StringComparison.Ordinal)).Select(text => $"{text.Split(':')[0]}/32"))
            .Concat(Without(0, 0, [.. denied.Select(NumberOf)]));
    }

    private static IEnumerable<string> Without(uint first, int bits, uint[] holes)
    {
        var last = first + (uint)((1UL << (32 - bits)) - 1);
        if (!holes.Any(hole => hole >= first && hole <= last))
        {
            return [$"{new IPAddress([(byte)(first >> 24), (byte)(first >> 16), (byte)(first >> 8), (byte)first])}/{bits}"];
        }

        return bits == 32 ? [] : Without(first, bits + 1, holes).Concat(Without(first + (1U << (31 - bits)), bits + 1, holes));
    }

    private static uint NumberOf(string address) => IPAddress.Parse(address).GetAddressBytes().Aggregate(0U, (number, part) => (number << 8) | part);

    private static IEnumerable<string> Texts(JsonElement parent, string name) => parent.GetProperty(name).EnumerateArray().Select(item => item.GetString()!).ToList();

    private static JsonDocument Read() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Vectors.Require("smokescreen"), "tables.json")));
}
