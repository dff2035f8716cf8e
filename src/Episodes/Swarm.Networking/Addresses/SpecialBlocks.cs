using System.Net;
using System.Net.Sockets;

namespace Swarm.Networking.Addresses;

/// <summary>
/// The addresses that are not simply public, whatever machine asks: IANA's special-purpose registries (RFC 6890), IPv6 outside
/// the global unicast space, forms that hold another address, and what clouds keep for themselves.
/// </summary>
internal static class SpecialBlocks
{
    private static readonly AddressBlock[] Version4 = BySize(
        ("metadata", "169.254.169.254/32"),
        ("metadata", "169.254.170.2/32"),
        ("metadata", "169.254.170.23/32"),
        ("metadata", "169.254.42.42/32"),
        ("metadata", "169.254.0.23/32"),
        ("metadata", "100.100.100.200/32"),
        ("metadata", "192.0.0.192/32"),
        ("cloud_platform", "168.63.129.16/32"),
        ("cloud_platform", "169.254.169.253/32"),
        ("cloud_platform", "169.254.169.123/32"),
        ("cloud_platform", "161.26.0.0/16"),
        ("cloud_platform", "166.8.0.0/14"),
        ("this_network", "0.0.0.0/8"),
        ("private", "10.0.0.0/8"),
        ("shared", "100.64.0.0/10"),
        ("loopback", "127.0.0.0/8"),
        ("link_local", "169.254.0.0/16"),
        ("private", "172.16.0.0/12"),
        ("protocol", "192.0.0.0/24"),
        ("documentation", "192.0.2.0/24"),
        ("6to4", "192.88.99.0/24"),
        ("private", "192.168.0.0/16"),
        ("benchmarking", "198.18.0.0/15"),
        ("documentation", "198.51.100.0/24"),
        ("documentation", "203.0.113.0/24"),
        ("multicast", "224.0.0.0/4"),
        ("reserved", "240.0.0.0/4"),
        ("broadcast", "255.255.255.255/32"));

    private static readonly AddressBlock[] Version6 = BySize(
        ("metadata", "fd00:ec2::254/128"),
        ("metadata", "fd20:ce::254/128"),
        ("metadata", "fd00:c1::a9fe:a9fe/128"),
        ("cloud_platform", "fd00:ec2::/32"),
        ("unspecified", "::/128"),
        ("loopback", "::1/128"),
        ("ipv4_compatible", "::/96"),
        ("ipv4_mapped", "::ffff:0:0/96"),
        ("ipv4_translated", "::ffff:0:0:0/96"),
        ("nat64", "64:ff9b::/96"),
        ("nat64", "64:ff9b:1::/48"),
        ("discard", "100::/64"),
        ("discard", "100:0:0:1::/64"),
        ("teredo", "2001::/32"),
        ("benchmarking", "2001:2::/48"),
        ("orchid", "2001:10::/28"),
        ("orchid", "2001:20::/28"),
        ("protocol", "2001::/23"),
        ("documentation", "2001:db8::/32"),
        ("6to4", "2002::/16"),
        ("documentation", "3fff::/20"),
        ("segment_routing", "5f00::/16"),
        ("unique_local", "fc00::/7"),
        ("link_local", "fe80::/10"),
        ("site_local", "fec0::/10"),
        ("multicast", "ff00::/8"),
        ("reserved", "::/3"),
        ("reserved", "4000::/2"),
        ("reserved", "8000::/1"));

    /// <summary>Finds the smallest block that an address is in.</summary>
    /// <returns>Null for a public address.</returns>
    public static AddressBlock? Find(IPAddress address)
    {
        foreach (var block in address.AddressFamily == AddressFamily.InterNetwork ? Version4 : Version6)
        {
            if (block.Range.Contains(address))
            {
                return block.Class == "reserved" ? FindTunnel(address) ?? block : block;
            }
        }

        return FindTunnel(address);
    }

    // ISATAP (RFC 5214, section 6.1) is told by the interface's identifier, below any prefix.
    private static AddressBlock? FindTunnel(IPAddress address) =>
        EmbeddedAddress.IsIsatap(address) ? new AddressBlock("isatap", AddressRange.Of(address, 96)) : null;

    private static AddressBlock[] BySize(params (string Class, string Range)[] blocks) =>
        [.. blocks.Select(block => new AddressBlock(block.Class, AddressRange.Parse(block.Range))).OrderByDescending(block => block.Range.PrefixLength)];
}
