using System.Globalization;

namespace Swarm.Core.Time;

/// <summary>A length of time as people write it: <c>90s</c>, <c>5m</c>, <c>12h</c>, <c>30d</c>, <c>250ms</c>, or seconds.</summary>
public static class Duration
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Reads one. It is longer than nothing and shorter than 31 years.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The time; null where the text is none.</returns>
    public static TimeSpan? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (suffix, seconds) = Units.FirstOrDefault(unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal), (string.Empty, 1));
        return double.TryParse(
            text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * seconds is > 0 and < 1e9
            ? TimeSpan.FromSeconds(number * seconds)
            : null;
    }
}
