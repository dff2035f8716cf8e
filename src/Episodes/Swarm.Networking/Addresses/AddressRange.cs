using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Swarm.Networking.Addresses;

/// <summary>A block of addresses of one family, in CIDR notation (RFC 4632, RFC 4291).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AddressRange
{
    private const int Bits4 = 32;
    private const int Bits6 = 128;

    private readonly UInt128 _first;
    private readonly UInt128 _mask;

    private AddressRange(bool isVersion4, UInt128 address, int prefixLength)
    {
        IsVersion4 = isVersion4;
        PrefixLength = prefixLength;
        var hostBits = (isVersion4 ? Bits4 : Bits6) - prefixLength;
        _mask = hostBits == Bits6 ? 0 : UInt128.MaxValue << hostBits;
        _first = address & _mask;
    }

    public bool IsVersion4 { get; }

    public int PrefixLength { get; }

    /// <summary>The block of a prefix that an address is in.</summary>
    public static AddressRange Of(IPAddress address, int prefixLength)
    {
        var isVersion4 = address.AddressFamily == AddressFamily.InterNetwork;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)prefixLength, (uint)(isVersion4 ? Bits4 : Bits6));
        return new AddressRange(isVersion4, NumberOf(address), prefixLength);
    }

    /// <summary>The block that is one address.</summary>
    public static AddressRange Of(IPAddress address) => Of(address, address.AddressFamily == AddressFamily.InterNetwork ? Bits4 : Bits6);

    /// <summary>Reads a range that has no bit set beyond its prefix.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AddressRange? range)
    {
        range = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !AddressLiteral.TryParse(text.AsSpan(0, slash), out var address))
        {
            return false;
        }

        var digits = text.AsSpan(slash + 1);
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? Bits4 : Bits6;
        if (digits.Length is 0 or > 3 || digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0')
            || int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) is var prefixLength && prefixLength > bits)
        {
            return false;
        }

        var found = Of(address, prefixLength);
        range = found._first == NumberOf(address) ? found : null;
        return range is not null;
    }

    /// <summary>Reads a range that is known to be one.</summary>
    public static AddressRange Parse(string text) =>
        TryParse(text, out var range) ? range.Value : throw new FormatException($"'{text}' is no address range.");

    public bool Contains(IPAddress address) =>
        IsVersion4 == (address.AddressFamily == AddressFamily.InterNetwork) && (NumberOf(address) & _mask) == _first;

    /// <summary>Whether all of another block lies in this one.</summary>
    public bool Contains(AddressRange other) =>
        IsVersion4 == other.IsVersion4 && other.PrefixLength >= PrefixLength && (other._first & _mask) == _first;

    private static UInt128 NumberOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var count);
        return count == 4
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
