using System.Numerics;
using System.Security.Cryptography;

namespace Swarm.Cryptography.Tests.Support;

/// <summary>edwards25519 over big integers (RFC 8032, section 5.1), slow and plain: what a verdict is compared with.</summary>
internal static class Edwards
{
    internal static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");

    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger D = Reduce(-121665 * Invert(121666));
    private static readonly BigInteger SquareRootOfMinusOne = BigInteger.ModPow(2, (Prime - 1) / 4, Prime);

    internal static readonly Point Base = Decode("5866666666666666666666666666666666666666666666666666666666666666");
    internal static readonly Point Order8 = Decode("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");

    internal static Point Multiply(BigInteger scalar, Point point)
    {
        var product = new Point(0, 1, 1);
        for (; scalar > 0; scalar >>= 1)
        {
            product = scalar.IsEven ? product : Add(product, point);
            point = Add(point, point);
        }

        return product;
    }

    internal static Point Add(Point left, Point right)
    {
        var a = Reduce(left.Z * right.Z);
        var (b, c, d) = (Reduce(a * a), Reduce(left.X * right.X), Reduce(left.Y * right.Y));
        var e = Reduce(D * c * d);
        var (f, g) = (b - e, b + e);
        return new Point(Reduce(a * f * (((left.X + left.Y) * (right.X + right.Y)) - c - d)), Reduce(a * g * (d + c)), Reduce(f * g));
    }

    internal static bool AreEqual(Point left, Point right) =>
        Reduce((left.X * right.Z) - (right.X * left.Z)).IsZero && Reduce((left.Y * right.Z) - (right.Y * left.Z)).IsZero;

    internal static byte[] Encode(Point point)
    {
        var inverse = Invert(point.Z);
        var bytes = ToBytes(Reduce(point.Y * inverse));
        bytes[31] |= Reduce(point.X * inverse).IsEven ? (byte)0 : (byte)0x80;
        return bytes;
    }

    internal static BigInteger Challenge(params byte[][] parts) => new BigInteger(SHA512.HashData([.. parts.SelectMany(part => part)]), isUnsigned: true) % Order;

    internal static byte[] ToBytes(BigInteger value)
    {
        var bytes = new byte[32];
        Assert.True(value.TryWriteBytes(bytes, out _, isUnsigned: true));
        return bytes;
    }

    private static Point Decode(string hex)
    {
        var y = new BigInteger(Convert.FromHexString(hex), isUnsigned: true);
        var square = Reduce(((y * y) - 1) * Invert((D * y * y) + 1));
        var x = BigInteger.ModPow(square, (Prime + 3) / 8, Prime);
        x = Reduce((x * x) - square).IsZero ? x : Reduce(x * SquareRootOfMinusOne);
        return new Point(x.IsEven ? x : Prime - x, y, 1);
    }

    private static BigInteger Reduce(BigInteger value)
    {
        var rest = value % Prime;
        return rest.Sign < 0 ? rest + Prime : rest;
    }

    private static BigInteger Invert(BigInteger value) => BigInteger.ModPow(Reduce(value), Prime - 2, Prime);

    internal readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z);
}
