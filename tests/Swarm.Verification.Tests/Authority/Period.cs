using System.Globalization;
using System.Text.Json.Nodes;

namespace Swarm.Verification.Tests.Authority;

/// <summary>A time range, both ends included; open where there is no end.</summary>
/// <param name="Start">Its first instant.</param>
/// <param name="End">Its last instant.</param>
internal sealed record Period(DateTimeOffset Start, DateTimeOffset? End = null)
{
    /// <summary>What authorities are valid for where nothing else is said.</summary>
    public static Period Decade { get; } =
        new(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2033, 12, 31, 23, 59, 59, TimeSpan.Zero));

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["start"] = Format(Start) };
        if (End is { } end)
        {
            json["end"] = Format(end);
        }

        return json;
    }

    private static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
