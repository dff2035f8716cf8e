using System.Globalization;
using System.Numerics;

namespace Swarm.Core.Json;

/// <summary>
/// Numbers as ECMAScript writes them (ECMA-262, Number::toString): the fewest digits that read back as the same double, and of
/// those the closest.
/// </summary>
/// <remarks>
/// The runtime's own shortest form is not used. At a power of two the next lower double is half as far away as the next higher,
/// and for 2^-25 and 2^-958 the runtime writes digits that read back as that neighbour.
/// </remarks>
internal static class ShortestNumber
{
    private const int FractionBits = 52;
    private const int ExponentBias = 1075;
    private const double LargestExactInteger = 1L << (FractionBits + 1);

    // Less than the logarithm's own error can be, and more than it is.
    private const double LogarithmError = 1e-10;

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number, finite.</param>
    public static string Format(double value)
    {
        if (Math.Abs(value) <= LargestExactInteger && Math.Truncate(value) == value)
        {
            return ((long)value).ToString(CultureInfo.InvariantCulture);
        }

        var sign = value < 0 ? "-" : string.Empty;
        var (digits, exponent) = FindDigits(Math.Abs(value));
        return sign + (exponent, digits.Length) switch
        {
            ( > 21 or <= -6, 1) => $"{digits}e{FormatExponent(exponent - 1)}",
            ( > 21 or <= -6, _) => $"{digits[0]}.{digits[1..]}e{FormatExponent(exponent - 1)}",
            ( <= 0, _) => "0." + new string('0', -exponent) + digits,
            var (point, length) when point >= length => digits + new string('0', point - length),
            var (point, _) => $"{digits[..point]}.{digits[point..]}",
        };
    }

    /// <summary>
    /// Finds the digits in exact arithmetic (Steele and White, with the bounds of Burger and Dybvig), so that the value is
    /// 0.digits × 10^exponent.
    /// </summary>
    private static (string Digits, int Exponent) FindDigits(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var fraction = bits & ((1L << FractionBits) - 1);
        var biased = (int)(bits >> FractionBits);
        var significand = biased == 0 ? fraction : fraction | (1L << FractionBits);
        var power = Math.Max(biased, 1) - ExponentBias;

        // The value is rest/scale; half of the way to its neighbours is below/scale and above/scale. A half itself reads back as
        // the value where its significand is even.
        var isPowerOfTwo = fraction == 0 && biased > 1;
        var isEven = significand % 2 == 0;
        var shift = isPowerOfTwo ? 2 : 1;
        var scale = BigInteger.One << (shift + Math.Max(-power, 0));
        var below = BigInteger.One << Math.Max(power, 0);
        var above = isPowerOfTwo ? below << 1 : below;
        var rest = (significand * below) << shift;

        var exponent = (int)Math.Ceiling(Math.Log10(value) - LogarithmError);
        if (exponent >= 0)
        {
            scale *= BigInteger.Pow(10, exponent);
        }
        else
        {
            Multiply(BigInteger.Pow(10, -exponent));
        }

        if (IsPast(rest + above, scale))
        {
            exponent++;
        }
        else
        {
            Multiply(10);
        }

        Span<char> digits = stackalloc char[17];
        for (var count = 0; ; count++)
        {
            var digit = (int)BigInteger.DivRem(rest, scale, out rest);
            var isLowEnough = IsPast(below, rest);
            var isHighEnough = IsPast(rest + above, scale);
            if (isLowEnough || isHighEnough)
            {
                var half = (rest << 1).CompareTo(scale);
                var roundsUp = isHighEnough && (!isLowEnough || half > 0 || (half == 0 && digit % 2 == 1));
                digits[count] = (char)('0' + digit + (roundsUp ? 1 : 0));
                return (new string(digits[..(count + 1)]), exponent);
            }

            digits[count] = (char)('0' + digit);
            Multiply(10);
        }

        bool IsPast(BigInteger number, BigInteger bound) => isEven ? number >= bound : number > bound;

        void Multiply(BigInteger factor)
        {
            rest *= factor;
            below *= factor;
            above *= factor;
        }
    }

    private static string FormatExponent(int exponent) =>
        (exponent < 0 ? "-" : "+") + Math.Abs(exponent).ToString(CultureInfo.InvariantCulture);
}
