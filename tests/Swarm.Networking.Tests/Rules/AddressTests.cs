using System.Net;
using Swarm.Networking.Addresses;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;
using Swarm.Networking.Tests.Support;

namespace Swarm.Networking.Tests.Rules;

public sealed class AddressTests
{
    [Theory]
    [InlineData("0.0.0.0", "this_network")]
    [InlineData("0.1.2.3", "this_network")]
    [InlineData("10.0.0.0", "private")]
    [InlineData("10.255.255.255", "private")]
    [InlineData("9.255.255.255", "allowed")]
    [InlineData("11.0.0.0", "allowed")]
    [InlineData("100.63.255.255", "allowed")]
    [InlineData("100.64.0.0", "shared")]
    [InlineData("100.100.100.200", "metadata")]
    [InlineData("100.127.255.255", "shared")]
    [InlineData("100.128.0.0", "allowed")]
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("127.255.255.255", "loopback")]
    [InlineData("168.63.129.15", "allowed")]
    [InlineData("168.63.129.16", "cloud_platform")]
    [InlineData("169.254.0.1", "link_local")]
    [InlineData("169.254.169.254", "metadata")]
    [InlineData("169.254.170.2", "metadata")]
    [InlineData("172.15.255.255", "allowed")]
    [InlineData("172.16.0.0", "private")]
    [InlineData("172.31.255.255", "private")]
    [InlineData("172.32.0.0", "allowed")]
    [InlineData("192.0.0.8", "protocol")]
    [InlineData("192.0.0.192", "metadata")]
    [InlineData("192.0.2.1", "documentation")]
    [InlineData("192.88.99.1", "6to4")]
    [InlineData("192.168.255.255", "private")]
    [InlineData("192.169.0.0", "allowed")]
    [InlineData("198.17.255.255", "allowed")]
    [InlineData("198.18.0.0", "benchmarking")]
    [InlineData("198.19.255.255", "benchmarking")]
    [InlineData("198.51.100.7", "documentation")]
    [InlineData("203.0.113.7", "documentation")]
    [InlineData("223.255.255.255", "allowed")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("240.0.0.1", "reserved")]
    [InlineData("255.255.255.255", "broadcast")]
    [InlineData("::", "unspecified")]
    [InlineData("::1", "loopback")]
    [InlineData("::2", "ipv4_compatible")]
    [InlineData("::127.0.0.1", "ipv4_compatible")]
    [InlineData("::ffff:8.8.8.8", "ipv4_mapped")]
    [InlineData("::ffff:7f00:1", "ipv4_mapped")]
    [InlineData("::ffff:0:127.0.0.1", "ipv4_translated")]
    [InlineData("64:ff9b::8.8.8.8", "nat64")]
    [InlineData("64:ff9b:1::1", "nat64")]
    [InlineData("64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "nat64")]
    [InlineData("64:ff9b:2::1", "reserved")]
    [InlineData("100::1", "discard")]
    [InlineData("2001::1", "teredo")]
    [InlineData("2001:1::1", "protocol")]
    [InlineData("2001:2::1", "benchmarking")]
    [InlineData("2001:10::1", "orchid")]
    [InlineData("2001:2f::1", "orchid")]
    [InlineData("2001:1ff:ffff::1", "protocol")]
    [InlineData("2001:200::1", "allowed")]
    [InlineData("2001:db8::1", "documentation")]
    [InlineData("2001:DB8:0:0:0:0:0:1", "documentation")]
    [InlineData("2002:7f00:1::", "6to4")]
    [InlineData("2003::1", "allowed")]
    [InlineData("2600::5efe:1.2.3.4", "isatap")]
    [InlineData("2600::200:5efe:a00:1", "isatap")]
    [InlineData("2600::400:5efe:a00:1", "allowed")]
    [InlineData("2606:4700:4700::1111", "allowed")]
    [InlineData("3ffe::1", "allowed")]
    [InlineData("3fff:fff::1", "documentation")]
    [InlineData("3fff:1000::1", "allowed")]
    [InlineData("4000::1", "reserved")]
    [InlineData("5f00::1", "segment_routing")]
    [InlineData("fc00::1", "unique_local")]
    [InlineData("fd00:ec2::254", "metadata")]
    [InlineData("fd00:ec2::23", "cloud_platform")]
    [InlineData("fd20:ce::254", "metadata")]
    [InlineData("fe80::1", "link_local")]
    [InlineData("fec0::1", "site_local")]
    [InlineData("ff02::2", "multicast")]
    public async Task An_address_is_judged_by_its_class_as_a_literal_and_behind_a_name(string address, string expected)
    {
        Assert.Equal(expected, await Judging.JudgeAsync(address, 443, new EgressRules()));
        Assert.Equal(expected, await Judging.JudgeAsync("name.example", 443, Judging.Resolving(address), new EgressRules()));
        Assert.Equal(expected, await Judging.JudgeAsync("name.example", 443, Judging.Resolving(address), new EgressRules { Hosts = ["name.example"] }));
        Assert.Equal(expected, await Judging.JudgeAsync("name.example", 443, Judging.Resolving(address), new EgressRules { Hosts = ["name.example"], Ranges = ["0.0.0.0/0", "::/0"] }));
    }

    [Theory]
    [InlineData("127.1")]
    [InlineData("127.0.1")]
    [InlineData("2130706433")]
    [InlineData("017700000001")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0x7f.1")]
    [InlineData("0X7F.1")]
    [InlineData("127.0.0.01")]
    [InlineData("0127.0.0.1")]
    [InlineData("127.0.0.256")]
    [InlineData("127.0.0.1.")]
    [InlineData("127.0.0.1.5")]
    [InlineData("127..0.1")]
    [InlineData("127.0.0.")]
    [InlineData(".127.0.0.1")]
    [InlineData("1.2.3.0x4")]
    [InlineData("name.0x")]
    [InlineData("name.09")]
    [InlineData("１２７.0.0.1")]
    [InlineData("127。0。0。1")]
    [InlineData("①②⑦.0.0.1")]
    [InlineData("127.0.0.1%lo")]
    [InlineData("fe80::1%eth0")]
    [InlineData("fe80::1%25eth0")]
    [InlineData("::ffff:127.0.0.01")]
    [InlineData("::ffff:0x7f.1")]
    [InlineData("::127.1")]
    [InlineData("[::1]")]
    [InlineData(":::1")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("12345::")]
    [InlineData("::1/128")]
    [InlineData("::1]:80")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a..b")]
    [InlineData("-a.example")]
    [InlineData("a-.example")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("a\r\nb")]
    [InlineData("a\0b")]
    [InlineData("a@b")]
    [InlineData("a/b")]
    [InlineData("a%00b")]
    [InlineData("*.example.org")]
    [InlineData("ａ.example")]
    [InlineData("a\u200dt.example")]
    [InlineData("a\u00adt.example")]
    public async Task Other_notations_are_malformed_and_never_resolved(string host)
    {
        var resolver = new ScriptedResolver([IPAddress.Loopback]);
        var options = new DirectRouteOptions { Resolver = resolver, LocalNetworks = Judging.Nowhere };
        Assert.Equal("malformed", await Judging.JudgeAsync(host, 80, options, new EgressRules { Ranges = ["127.0.0.0/8", "::1/128"] }));
        Assert.Equal(0, resolver.Asked);
    }

    [Theory]
    [InlineData("203.0.114.9", "own_address")]
    [InlineData("203.0.114.77", "on_link")]
    [InlineData("203.0.115.1", "allowed")]
    [InlineData("10.1.2.3", "own_address")]
    [InlineData("10.1.2.4", "private")]
    [InlineData("2600:1:2:3::7", "own_address")]
    [InlineData("2600:1:2:3::8", "on_link")]
    [InlineData("fe80::9", "own_address")]
    [InlineData("8.8.8.8", "allowed")]
    public async Task The_machines_own_addresses_and_networks_are_near(string address, string expected)
    {
        var options = new DirectRouteOptions
        {
            LocalNetworks = new LocalNetworks(
            [
                new(IPAddress.Parse("203.0.114.9"), 24),
                new(IPAddress.Parse("10.1.2.3"), 16),
                new(IPAddress.Parse("2600:1:2:3::7"), 64),
                new(IPAddress.Parse("fe80::9%3"), 64),
                new(IPAddress.Parse("198.18.0.1"), 0),
            ]),
        };
        Assert.Equal(expected, await Judging.JudgeAsync(address, 443, options, new EgressRules()));
        Assert.Equal("allowed", await Judging.JudgeAsync(address, 443, options, new EgressRules { Ranges = [$"{address}/{(address.Contains(':') ? 128 : 32)}"] }));
    }

    [Fact]
    public async Task This_machines_own_addresses_are_read_from_its_interfaces()
    {
        var own = (await Dns.GetHostAddressesAsync(Dns.GetHostName())).FirstOrDefault(address => !IPAddress.IsLoopback(address));
        Assert.SkipWhen(own is null, "This machine has no address besides its loopback.");
        Assert.Equal("own_address", await Judging.JudgeAsync(own!.ToString().Split('%')[0], 443, new DirectRouteOptions(), new EgressRules()));
    }

    [Fact]
    public async Task Every_address_next_to_a_block_and_in_it_agrees_with_arithmetic()
    {
        (string Class, uint First, int Bits)[] blocks =
        [
            ("private", 0x0a000000, 8), ("shared", 0x64400000, 10), ("loopback", 0x7f000000, 8), ("link_local", 0xa9fe0000, 16),
            ("private", 0xac100000, 12), ("private", 0xc0a80000, 16), ("benchmarking", 0xc6120000, 15), ("multicast", 0xe0000000, 4),
        ];
        var random = new Random(5);
        foreach (var (name, first, bits) in blocks)
        {
            for (var round = 0; round < 200; round++)
            {
                var inside = first | ((uint)random.NextInt64(1L << 32) & (uint.MaxValue >> bits));
                var rule = await Judging.JudgeAsync(Text(inside), 443, new EgressRules());
                Assert.True(rule == name || rule is "metadata" or "cloud_platform", $"{Text(inside)}: {rule}");
            }

            Assert.NotEqual(name, await Judging.JudgeAsync(Text(first - 1), 443, new EgressRules()));
            Assert.NotEqual(name, await Judging.JudgeAsync(Text(first + (uint.MaxValue >> bits) + 1), 443, new EgressRules()));
        }
    }

    [Fact]
    public async Task No_text_made_of_an_addresss_characters_is_resolved_as_a_name_that_is_an_address_elsewhere()
    {
        // What getaddrinfo(3) takes for an address without asking anyone must be an address here too, in one notation, or nothing.
        var random = new Random(17);
        const string Alphabet = "0123456789.xX:abf";
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 16)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            var resolver = new ScriptedResolver([IPAddress.Parse("8.8.8.8")]);
            await Judging.JudgeAsync(text, 80, new DirectRouteOptions { Resolver = resolver, LocalNetworks = Judging.Nowhere }, new EgressRules());
            Assert.True(resolver.Asked == 0 || !IPAddress.TryParse(text, out _), $"'{text}' was resolved.");
        }
    }

    private static string Text(uint address) => new IPAddress([(byte)(address >> 24), (byte)(address >> 16), (byte)(address >> 8), (byte)address]).ToString();
}
