using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Swarm.Cli.Parsing;

/// <summary>A moment: a time before now (<c>2d</c>, <c>90m</c>), or a date with or without its time.</summary>
internal static class Moment
{
    /// <summary>An option that takes a moment.</summary>
    public static Option<DateTimeOffset?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = Parse,
    };

    private static DateTimeOffset? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Length > 0 && char.IsAsciiDigit(text[0]) && char.IsAsciiLetterLower(text[^1]))
        {
            return Duration.Parse(result) is { } ago ? DateTimeOffset.UtcNow - ago : null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment))
        {
            return moment;
        }

        result.AddError($"'{text}' is no time: write 2d, 12h or 90m for so long ago, or a date as 2026-01-31, or 2026-01-31T12:00:00Z.");
        return null;
    }
}
