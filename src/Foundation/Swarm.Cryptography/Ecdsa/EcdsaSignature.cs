using System.Formats.Asn1;

namespace Swarm.Cryptography.Ecdsa;

/// <summary>
/// Turns ECDSA signatures from DER (RFC 3279, section 2.2.3) into the plain pair (IEEE P1363), strictly: minimal
/// integers, nothing before or after, r and s from 1 to the group's order less 1.
/// </summary>
internal static class EcdsaSignature
{
    private static readonly byte[] OrderP256 = Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    private static readonly byte[] OrderP384 = Convert.FromHexString(
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973");

    private static readonly byte[] OrderP521 = Convert.FromHexString(
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409");

    /// <summary>Gives the plain pair, or null where the bytes are no strict signature for a key on this curve.</summary>
    internal static byte[]? Read(ReadOnlySpan<byte> der, EllipticCurve curve)
    {
        var order = curve switch
        {
            EllipticCurve.P256 => OrderP256,
            EllipticCurve.P384 => OrderP384,
            _ => OrderP521,
        };
        try
        {
            AsnDecoder.ReadSequence(der, AsnEncodingRules.DER, out var offset, out var length, out var consumed);
            var content = der.Slice(offset, length);
            var r = AsnDecoder.ReadIntegerBytes(content, AsnEncodingRules.DER, out var used);
            var s = AsnDecoder.ReadIntegerBytes(content[used..], AsnEncodingRules.DER, out var rest);
            var pair = new byte[2 * order.Length];
            return consumed == der.Length && used + rest == length
                && TryCopy(r, order, pair.AsSpan(0, order.Length)) && TryCopy(s, order, pair.AsSpan(order.Length))
                ? pair
                : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static bool TryCopy(ReadOnlySpan<byte> integer, ReadOnlySpan<byte> order, Span<byte> target)
    {
        if ((integer[0] & 0x80) != 0)
        {
            return false;
        }

        var magnitude = integer.TrimStart((byte)0);
        if (magnitude.IsEmpty || magnitude.Length > target.Length)
        {
            return false;
        }

        magnitude.CopyTo(target[^magnitude.Length..]);
        return target.SequenceCompareTo(order) < 0;
    }
}
