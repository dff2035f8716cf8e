using System.Globalization;
using System.Net;
using System.Text.Json.Serialization;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Receipts;

/// <summary>What is recorded of one decision about one connection: where to and how much, never a path, a header or a body.</summary>
public sealed record Receipt
{
    internal const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>When it was decided (RFC 3339, in UTC, to the millisecond).</summary>
    [JsonPropertyOrder(0)]
    public required string Time { get; init; }

    /// <summary>The host's name in lower case and Punycode, or the address that the step named.</summary>
    [JsonPropertyOrder(1)]
    public required string Host { get; init; }

    /// <summary>The TCP port.</summary>
    [JsonPropertyOrder(2)]
    public required int Port { get; init; }

    /// <summary>The address that was dialled or denied; null where it did not come to that.</summary>
    [JsonPropertyOrder(3)]
    public required string? Address { get; init; }

    /// <summary>One of <c>allowed</c>, <c>denied</c>, <c>failed</c>.</summary>
    [JsonPropertyOrder(4)]
    public required string Verdict { get; init; }

    /// <summary>The rule that decided.</summary>
    [JsonPropertyOrder(5)]
    public required string Rule { get; init; }

    /// <summary>How many bytes went to the host.</summary>
    [JsonPropertyOrder(6)]
    public required long BytesUp { get; init; }

    /// <summary>How many bytes came from the host.</summary>
    [JsonPropertyOrder(7)]
    public required long BytesDown { get; init; }

    /// <summary>Makes the receipt of a decision.</summary>
    /// <param name="time">When it was made.</param>
    /// <param name="destination">What it was about.</param>
    /// <param name="answer">The decision.</param>
    /// <param name="bytesUp">How many bytes went to the host.</param>
    /// <param name="bytesDown">How many bytes came from it.</param>
    public static Receipt Of(DateTimeOffset time, Destination destination, RouteAnswer answer, long bytesUp, long bytesDown)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new Receipt
        {
            Time = time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
            Host = destination.Host,
            Port = destination.Port,
            Address = answer.Address?.ToString(),
            Verdict = answer.Verdict switch
            {
                RouteVerdict.Allowed => "allowed",
                RouteVerdict.Denied => "denied",
                _ => "failed",
            },
            Rule = answer.Rule,
            BytesUp = bytesUp,
            BytesDown = bytesDown,
        };
    }

    internal string? FindFault() =>
        !DateTime.TryParseExact(Time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? "its 'time' is none"
        : Host.Length is 0 or > 253 ? "its 'host' is none"
        : Port is < 0 or > 65535 ? "its 'port' is none"
        : Address is not null && !IPAddress.TryParse(Address, out _) ? "its 'address' is none"
        : Verdict is not ("allowed" or "denied" or "failed") ? "its 'verdict' is none"
        : Rule.Length is 0 or > 64 ? "its 'rule' is none"
        : BytesUp < 0 || BytesDown < 0 ? "it counts less than no bytes"
        : null;
}
