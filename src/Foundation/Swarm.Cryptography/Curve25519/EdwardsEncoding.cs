namespace Swarm.Cryptography.Curve25519;

/// <summary>The checks of encoded points and scalars of edwards25519 that are made before the library sees them.</summary>
internal static class EdwardsEncoding
{
    private const int Size = 32;
    private const byte SignBit = 0x80;

    // 2^255 - 19, little-endian.
    private static readonly byte[] FieldPrime =
        Convert.FromHexString("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

    // 2^252 + 27742317777372353535851937790883648493, little-endian.
    private static readonly byte[] GroupOrder =
        Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

    // The y of the eight points whose order divides the cofactor: orders 1, 2, 4 and twice 8. Each x has both signs.
    private static readonly byte[][] SmallOrderY =
    [
        Convert.FromHexString("0100000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        Convert.FromHexString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    ];

    /// <summary>Whether y is below the field's prime, and the sign of x is not set where x is zero (y is 1 or -1).</summary>
    internal static bool IsCanonicalPoint(ReadOnlySpan<byte> point)
    {
        Span<byte> y = stackalloc byte[Size];
        var negative = TakeSign(point, y);
        return IsBelow(y, FieldPrime) && !(negative && (y.SequenceEqual(SmallOrderY[0]) || y.SequenceEqual(SmallOrderY[1])));
    }

    /// <summary>Whether the point, canonically encoded, has an order that divides the cofactor.</summary>
    internal static bool IsSmallOrder(ReadOnlySpan<byte> point)
    {
        Span<byte> y = stackalloc byte[Size];
        TakeSign(point, y);
        foreach (var small in SmallOrderY)
        {
            if (y.SequenceEqual(small))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the scalar is below the group's order.</summary>
    internal static bool IsCanonicalScalar(ReadOnlySpan<byte> scalar) => IsBelow(scalar, GroupOrder);

    private static bool TakeSign(ReadOnlySpan<byte> point, Span<byte> y)
    {
        point.CopyTo(y);
        y[^1] &= unchecked((byte)~SignBit);
        return (point[^1] & SignBit) != 0;
    }

    private static bool IsBelow(ReadOnlySpan<byte> value, ReadOnlySpan<byte> bound)
    {
        for (var index = Size - 1; index >= 0; index--)
        {
            if (value[index] != bound[index])
            {
                return value[index] < bound[index];
            }
        }

        return false;
    }
}
