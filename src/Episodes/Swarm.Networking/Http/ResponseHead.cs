using System.Globalization;

namespace Swarm.Networking.Http;

/// <summary>An answer of a server (RFC 9112, section 4).</summary>
internal sealed record ResponseHead
{
    private const int SwitchingProtocols = 101;

    /// <summary>The status.</summary>
    public required int Status { get; init; }

    /// <summary>What the server calls it.</summary>
    public required string Reason { get; init; }

    /// <summary>The fields.</summary>
    public required HeaderFields Fields { get; init; }

    /// <summary>Where the body ends.</summary>
    public required BodyFraming Framing { get; init; }

    /// <summary>The length that the server states though it sends no body, for HEAD and 304.</summary>
    public string? StatedLength { get; init; }

    /// <summary>Whether another answer follows.</summary>
    public bool IsInterim => Status < 200;

    // Whatever is wrong with an answer is the server's fault.
    public static HttpRefusal Refuse(int status, string text) => HttpRefusal.BadAnswer($"The server's answer is refused. {text}");

    /// <summary>Reads a head's lines.</summary>
    /// <exception cref="HttpRefusal">It is malformed.</exception>
    public static ResponseHead Parse(List<string> lines, string method)
    {
        var line = lines[0];
        if (line.Length < 12 || !line.StartsWith("HTTP/1.", StringComparison.Ordinal) || line[7] is not ('0' or '1') || line[8] != ' '
            || (line.Length > 12 && line[12] != ' ')
            || !int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status is < 100 or > 599)
        {
            throw Refuse(0, "Its first line is no version and status.");
        }

        if (status == SwitchingProtocols)
        {
            throw Refuse(0, "It switches protocols, which nobody asked for.");
        }

        var fields = HeaderFields.Parse(lines, Refuse);
        var framing = BodyFraming.Read(fields, line[7] == '0', BodyKind.UntilClose, Refuse);
        var hasNone = status < 200 || status is 204 or 304 || method == "HEAD";
        return new ResponseHead
        {
            Status = status,
            Reason = line.Length > 13 ? line[13..] : string.Empty,
            Fields = fields,
            Framing = hasNone ? new BodyFraming(BodyKind.None) : framing,
            StatedLength = status == 304 || (method == "HEAD" && status is >= 200 and not 204) ? fields.Single("Content-Length", Refuse) : null,
        };
    }
}
