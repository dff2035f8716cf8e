using System.Net;
using System.Net.Sockets;

namespace Swarm.Networking.Addresses;

/// <summary>The IPv4 address that an IPv6 address holds, where it is of a form that holds one.</summary>
internal static class EmbeddedAddress
{
    private const int Size6 = 16;

    /// <summary>Takes it out.</summary>
    /// <param name="address">The address.</param>
    /// <param name="form">The block's class: which form it is of.</param>
    /// <returns>Null where the form holds none, or where only its network knows.</returns>
    public static IPAddress? Find(IPAddress address, string form)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Size6];
        address.TryWriteBytes(bytes, out _);
        return form switch
        {
            "ipv4_mapped" or "ipv4_compatible" or "ipv4_translated" or "isatap" => new IPAddress(bytes[12..]),

            // RFC 6052, section 2.2: only below the well-known prefix is the place known.
            "nat64" when bytes[4..12].IndexOfAnyExcept((byte)0) < 0 => new IPAddress(bytes[12..]),

            // RFC 3056, section 2.
            "6to4" => new IPAddress(bytes[2..6]),

            // RFC 4380, section 4: the client's address, each bit turned.
            "teredo" => new IPAddress([(byte)~bytes[12], (byte)~bytes[13], (byte)~bytes[14], (byte)~bytes[15]]),
            _ => null,
        };
    }

    public static bool IsIsatap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Size6];
        address.TryWriteBytes(bytes, out _);
        return (bytes[8] & 0xfc) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
    }
}
