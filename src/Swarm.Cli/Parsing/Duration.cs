using System.CommandLine.Parsing;
using System.Globalization;

namespace Swarm.Cli.Parsing;

/// <summary>A length of time: <c>90s</c>, <c>5m</c>, <c>1h</c>, <c>250ms</c>, or seconds.</summary>
internal static class Duration
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Parses the value of an option.</summary>
    public static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var (suffix, seconds) = Units.FirstOrDefault(unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal), (string.Empty, 1));
        if (double.TryParse(
            text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * seconds is > 0 and < 1e9)
        {
            return TimeSpan.FromSeconds(number * seconds);
        }

        result.AddError($"'{text}' is no length of time: write 90s, 5m, 1h, or seconds.");
        return null;
    }
}
