using System.CommandLine.Parsing;

namespace Swarm.Cli.Parsing;

/// <summary>A length of time as an option takes it.</summary>
internal static class Duration
{
    /// <summary>Parses the value of an option.</summary>
    public static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Core.Time.Duration.Parse(text) is { } duration)
        {
            return duration;
        }

        result.AddError($"'{text}' is no length of time: write 90s, 5m, 1h, 30d, or seconds.");
        return null;
    }
}
