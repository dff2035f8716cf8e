using System.Net;
using Swarm.Core.Errors;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;
using Swarm.Networking.Tests.Support;

namespace Swarm.Networking.Tests.Rules;

public sealed class EgressRulesTests
{
    [Theory]
    [InlineData("www.example.org", "allowed")]
    [InlineData("WWW.Example.ORG.", "allowed")]
    [InlineData("a.b.example.net", "allowed")]
    [InlineData("example.net", "host")]
    [InlineData("badexample.net", "host")]
    [InlineData("example.net.evil.org", "host")]
    [InlineData("www.example.org.evil.net", "host")]
    [InlineData("example.org", "host")]
    [InlineData("бюро.example.net", "allowed")]
    [InlineData("БЮРО.example.net", "allowed")]
    [InlineData("_service.example.net", "allowed")]
    [InlineData("8.8.8.8", "host")]
    [InlineData("10.0.0.1", "private")]
    public async Task A_list_of_hosts_allows_nothing_else(string host, string expected) =>
        Assert.Equal(expected, await Judging.JudgeAsync(host, 443, Judging.Resolving("8.8.8.8"), new EgressRules { Hosts = ["www.example.org", "*.example.net"] }));

    [Theory]
    [InlineData(443, "allowed")]
    [InlineData(80, "port")]
    [InlineData(0, "port")]
    [InlineData(-1, "port")]
    [InlineData(65536, "port")]
    public async Task A_list_of_ports_allows_nothing_else(int port, string expected)
    {
        Assert.Equal(expected, await Judging.JudgeAsync("www.example.org", port, Judging.Resolving("8.8.8.8"), new EgressRules { Ports = [443] }));
        Assert.Equal(expected, await Judging.JudgeAsync("8.8.8.8", port, new EgressRules { Ports = [443] }));
    }

    [Fact]
    public async Task Empty_lists_allow_nothing()
    {
        Assert.Equal("host", await Judging.JudgeAsync("www.example.org", 443, Judging.Resolving("8.8.8.8"), new EgressRules { Hosts = [] }));
        Assert.Equal("port", await Judging.JudgeAsync("www.example.org", 443, Judging.Resolving("8.8.8.8"), new EgressRules { Ports = [] }));
        Assert.Equal("range", await Judging.JudgeAsync("www.example.org", 443, Judging.Resolving("8.8.8.8"), new EgressRules { Ranges = [] }));
    }

    [Theory]
    [InlineData("10.1.2.3", "named.example", "10.0.0.0/8", "allowed")]
    [InlineData("10.1.2.3", "named.example", "10.1.2.0/24", "allowed")]
    [InlineData("10.1.2.3", "named.example", "10.1.2.3/32", "allowed")]
    [InlineData("10.1.2.3", "named.example", "10.1.3.0/24", "private")]
    [InlineData("10.1.2.3", "named.example", "8.0.0.0/5", "private")]
    [InlineData("10.1.2.3", "named.example", "0.0.0.0/0", "private")]
    [InlineData("10.1.2.3", null, "10.0.0.0/8", "private")]
    [InlineData("169.254.169.254", "named.example", "169.254.0.0/16", "metadata")]
    [InlineData("169.254.169.254", "named.example", "169.254.169.254/32", "allowed")]
    [InlineData("8.8.8.8", "named.example", "8.8.8.0/24", "allowed")]
    [InlineData("8.8.8.8", null, "8.8.8.0/24", "allowed")]
    [InlineData("8.8.8.8", null, "0.0.0.0/0", "allowed")]
    [InlineData("8.8.8.8", null, "::/0", "range")]
    [InlineData("8.8.9.8", null, "8.8.8.0/24", "range")]
    [InlineData("fd12::1", "named.example", "fd12::/16", "allowed")]
    [InlineData("fd12::1", "named.example", "::/0", "unique_local")]
    [InlineData("::ffff:10.1.2.3", "named.example", "10.0.0.0/8", "ipv4_mapped")]
    [InlineData("::ffff:10.1.2.3", "named.example", "::ffff:0:0/96", "private")]
    [InlineData("::ffff:8.8.8.8", "named.example", "::ffff:0:0/96", "allowed")]
    [InlineData("64:ff9b::8.8.8.8", "named.example", "64:ff9b::/96", "allowed")]
    [InlineData("64:ff9b::10.0.0.1", "named.example", "64:ff9b::/96", "private")]
    [InlineData("64:ff9b::a9fe:a9fe", "named.example", "64:ff9b::/96", "metadata")]
    [InlineData("2002:a00:1::", "named.example", "2002::/16", "private")]
    [InlineData("2001:0:808:808::f5ff:fffe", "named.example", "2001::/32", "private")]
    public async Task A_special_address_needs_a_name_and_a_range_within_its_block(string address, string? host, string range, string expected) =>
        Assert.Equal(expected, await Judging.JudgeAsync("named.example", 443, Judging.Resolving(address), new EgressRules { Hosts = host is null ? null : [host], Ranges = [range] }));

    [Theory]
    [InlineData("10.1.2.3", false, "10.0.0.0/8", "allowed")]
    [InlineData("10.1.2.3", true, "10.0.0.0/8", "allowed")]
    [InlineData("10.1.2.3", true, "0.0.0.0/0", "private")]
    [InlineData("8.8.8.8", true, "8.8.8.8/32", "allowed")]
    [InlineData("8.8.8.8", true, "9.9.9.0/24", "range")]
    [InlineData("8.8.8.8", true, null, "host")]
    [InlineData("8.8.8.8", false, null, "allowed")]
    [InlineData("::1", true, "::1/128", "allowed")]
    [InlineData("::ffff:127.0.0.1", true, "127.0.0.0/8", "ipv4_mapped")]
    public async Task An_address_itself_needs_a_range_where_hosts_are_listed_or_it_is_special(string address, bool hosts, string? range, string expected) =>
        Assert.Equal(expected, await Judging.JudgeAsync(address, 443, new EgressRules { Hosts = hosts ? ["named.example"] : null, Ranges = range is null ? null : [range] }));

    [Fact]
    public async Task All_rules_must_allow()
    {
        EgressRules wide = new(), narrow = new() { Ports = [443] };
        Assert.Equal("port", await Judging.JudgeAsync("8.8.8.8", 80, wide, narrow));
        Assert.Equal("allowed", await Judging.JudgeAsync("8.8.8.8", 443, wide, narrow));

        // The range of one and the name of the other do not add up.
        EgressRules named = new() { Hosts = ["named.example"] }, ranged = new() { Ranges = ["10.0.0.0/8"] };
        Assert.Equal("private", await Judging.JudgeAsync("named.example", 443, Judging.Resolving("10.0.0.1"), named, ranged));
    }

    [Theory]
    [InlineData("8.8.8.8", "10.0.0.1")]
    [InlineData("10.0.0.1", "8.8.8.8")]
    [InlineData("8.8.8.8", "::1")]
    [InlineData("2606:4700::1", "::ffff:127.0.0.1")]
    public async Task One_denied_address_denies_the_name(params string[] addresses) =>
        Assert.NotEqual("allowed", await Judging.JudgeAsync("mixed.example", 443, Judging.Resolving(addresses), new EgressRules { Hosts = ["mixed.example"] }));

    [Theory]
    [InlineData("host", "exa mple.org")]
    [InlineData("host", "*")]
    [InlineData("host", "*.")]
    [InlineData("host", "www.*.org")]
    [InlineData("host", "*.*.org")]
    [InlineData("host", "10.0.0.1")]
    [InlineData("host", "")]
    [InlineData("range", "10.0.0.1")]
    [InlineData("range", "10.0.0.1/8")]
    [InlineData("range", "10.0.0.0/33")]
    [InlineData("range", "10.0.0.0/08")]
    [InlineData("range", "10.0.0.0/-1")]
    [InlineData("range", "10.0.0.0/ 8")]
    [InlineData("range", "10/8")]
    [InlineData("range", "::1/0")]
    [InlineData("port", "0")]
    [InlineData("port", "65536")]
    public void A_rule_that_is_not_understood_is_refused(string kind, string text)
    {
        var rules = kind switch
        {
            "host" => new EgressRules { Hosts = ["fine.example", text] },
            "range" => new EgressRules { Ranges = ["10.0.0.0/8", text] },
            _ => new EgressRules { Ports = [443, int.Parse(text)] },
        };
        Assert.Equal(ErrorCode.PolicyInvalid, Assert.Throws<SwarmException>(rules.Validate).ErrorCode);
        Assert.Equal(ErrorCode.PolicyInvalid, Assert.Throws<SwarmException>(() => new DirectRoute([rules])).ErrorCode);
    }

    [Fact]
    public async Task Names_reach_the_resolver_in_one_form()
    {
        var resolver = new ScriptedResolver([IPAddress.Parse("8.8.8.8")]);
        await Judging.JudgeAsync("BÜCHER.Example.ORG.", 443, new DirectRouteOptions { Resolver = resolver, LocalNetworks = Judging.Nowhere }, new EgressRules { Hosts = ["xn--bcher-kva.example.org"] });
        Assert.Equal(["xn--bcher-kva.example.org"], resolver.Names);
    }

    [Fact]
    public async Task Labels_and_names_have_their_lengths()
    {
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 63), 3)) + "." + new string('b', 61);
        Assert.Equal("allowed", await Judging.JudgeAsync(longest, 443, Judging.Resolving("8.8.8.8"), new EgressRules()));
        Assert.Equal("malformed", await Judging.JudgeAsync(longest + "b", 443, Judging.Resolving("8.8.8.8"), new EgressRules()));
        Assert.Equal("malformed", await Judging.JudgeAsync(new string('a', 64), 443, Judging.Resolving("8.8.8.8"), new EgressRules()));
        Assert.Equal("malformed", await Judging.JudgeAsync(new string('ü', 62), 443, Judging.Resolving("8.8.8.8"), new EgressRules()));
    }

    // Samples of RFC 3492, section 7.1, and of the IDNA test pages: lower case, without characters that have a second spelling.
    [Theory]
    [InlineData("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye")]
    [InlineData("почемужеонинеговорятпорусски", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l")]
    [InlineData("למההםפשוטלאמדבריםעברית", "xn--4dbcagdahymbxekheh6e0a7fei0b")]
    [InlineData("bücher", "xn--bcher-kva")]
    [InlineData("münchen", "xn--mnchen-3ya")]
    [InlineData("пример", "xn--e1afmkfd")]
    [InlineData("例え", "xn--r8jz45g")]
    [InlineData("☃", "xn--n3h")]
    [InlineData("🔐", "xn--jv8h")]
    public async Task Names_outside_ASCII_become_Punycode(string label, string expected)
    {
        var resolver = new ScriptedResolver([IPAddress.Parse("8.8.8.8")]);
        await Judging.JudgeAsync($"{label}.example", 443, new DirectRouteOptions { Resolver = resolver, LocalNetworks = Judging.Nowhere }, new EgressRules());
        Assert.Equal([$"{expected}.example"], resolver.Names);
    }
}
