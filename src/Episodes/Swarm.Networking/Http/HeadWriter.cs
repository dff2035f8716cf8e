using System.Globalization;
using System.Text;

namespace Swarm.Networking.Http;

/// <summary>Writes heads. What it is given was read by <see cref="HeadReader"/>, so that no line holds another.</summary>
internal static class HeadWriter
{
    private const string Via = "Via: 1.1 swarm\r\n";

    /// <summary>A request for its server, which is to close the connection after its answer.</summary>
    public static byte[] Request(RequestHead request)
    {
        var host = request.Destination.ToString();
        var text = new StringBuilder().Append(request.Method).Append(' ').Append(request.Path).Append(" HTTP/1.1\r\nHost: ")
            .Append(request.Destination.Port == 80 ? host[..^3] : host).Append("\r\n");
        foreach (var field in request.Fields.EndToEnd)
        {
            if (!field.Is("Expect"))
            {
                Append(text, field);
            }
        }

        AppendFraming(text, request.Framing, request.Fields.Single("Content-Length", RequestHead.Refuse));
        return Bytes(text.Append(request.ExpectsContinue ? "Expect: 100-continue\r\n" : string.Empty).Append(Via).Append("Connection: close\r\n\r\n"));
    }

    /// <summary>An answer for its client.</summary>
    public static byte[] Response(ResponseHead response, BodyKind kind, bool isLast)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.Status} {response.Reason}\r\n");
        foreach (var field in response.Fields.EndToEnd)
        {
            Append(text, field);
        }

        if (!response.IsInterim)
        {
            var length = response.StatedLength
                ?? (response.Framing.Kind == BodyKind.None && response.Status is not (204 or 304) ? response.Fields.Single("Content-Length", ResponseHead.Refuse) : null);
            AppendFraming(text, response.Framing with { Kind = kind }, length);
            text.Append(Via);
        }

        return Bytes(text.Append(isLast && !response.IsInterim ? "Connection: close\r\n" : string.Empty).Append("\r\n"));
    }

    /// <summary>An answer of the proxy itself, after which it closes the connection.</summary>
    public static byte[] Own(int status, string reason, string line, bool withoutBody)
    {
        var body = Encoding.UTF8.GetBytes(line + "\n");
        var head = string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. withoutBody ? [] : body];
    }

    private static void AppendFraming(StringBuilder text, BodyFraming framing, string? statedLength)
    {
        if (framing.Kind == BodyKind.Chunked)
        {
            text.Append("Transfer-Encoding: chunked\r\n");
        }
        else if (framing.Kind == BodyKind.Length)
        {
            text.Append(CultureInfo.InvariantCulture, $"Content-Length: {framing.Length}\r\n");
        }
        else if (statedLength is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"Content-Length: {statedLength}\r\n");
        }
    }

    private static void Append(StringBuilder text, HeaderField field) => text.Append(field.Name).Append(": ").Append(field.Value).Append("\r\n");

    private static byte[] Bytes(StringBuilder text) => Encoding.Latin1.GetBytes(text.ToString());
}
