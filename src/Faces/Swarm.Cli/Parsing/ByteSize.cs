using System.CommandLine.Parsing;
using System.Globalization;

namespace Swarm.Cli.Parsing;

/// <summary>A number of bytes: <c>1048576</c>, <c>64MiB</c>, <c>8GiB</c>, <c>100kB</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Suffix, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ];

    /// <summary>Parses the value of an option.</summary>
    public static long? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var (suffix, bytes) = Units.FirstOrDefault(
            unit => text.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase), (string.Empty, 1));
        if (decimal.TryParse(
            text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number < long.MaxValue / bytes && number * bytes >= 1)
        {
            return (long)(number * bytes);
        }

        result.AddError($"'{text}' is no size: write a number of bytes, or one with KiB, MiB or GiB.");
        return null;
    }
}
