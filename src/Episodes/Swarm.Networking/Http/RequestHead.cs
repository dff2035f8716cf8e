using System.Text;
using Swarm.Networking.Hosts;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Http;

/// <summary>A request to a proxy: CONNECT (RFC 9110, section 9.3.6), or a target in absolute form (RFC 9112, section 3.2.2).</summary>
internal sealed record RequestHead
{
    private const int HttpPort = 80;
    private const string Scheme = "http://";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Whether a tunnel is asked for.</summary>
    public required bool IsConnect { get; init; }

    /// <summary>Whether the client knows HTTP/1.0 alone.</summary>
    public required bool IsVersion10 { get; init; }

    /// <summary>Where to.</summary>
    public required Destination Destination { get; init; }

    /// <summary>The target in origin form, for the server; empty for CONNECT.</summary>
    public required string Path { get; init; }

    /// <summary>The fields.</summary>
    public required HeaderFields Fields { get; init; }

    /// <summary>Where the body ends.</summary>
    public required BodyFraming Framing { get; init; }

    /// <summary>Whether the client waits for leave to send its body.</summary>
    public required bool ExpectsContinue { get; init; }

    public static HttpRefusal Refuse(int status, string text) => new(status, text);

    /// <summary>Reads a head's lines.</summary>
    /// <exception cref="HttpRefusal">It is malformed, or not for a proxy.</exception>
    public static RequestHead Parse(List<string> lines)
    {
        if (lines[0].Split(' ') is not [var method, var target, var version] || !HttpSyntax.IsToken(method) || target.Length == 0)
        {
            throw HttpRefusal.BadRequest("The request line is not a method, a target and a version with one blank between.");
        }

        var isVersion10 = version switch
        {
            "HTTP/1.1" => false,
            "HTTP/1.0" => true,
            _ => throw new HttpRefusal(505, "The version is neither HTTP/1.1 nor HTTP/1.0."),
        };
        var isConnect = method == "CONNECT";
        var fields = HeaderFields.Parse(lines, Refuse);
        var framing = BodyFraming.Read(fields, isVersion10, BodyKind.None, Refuse);
        var (destination, path) = isConnect ? (ReadAuthority(target, null), string.Empty) : ReadAbsolute(method, target);
        CheckHost(fields, isVersion10, destination, isConnect ? destination.Port : HttpPort);
        if (isConnect && (framing.Kind != BodyKind.None || fields.Single("Content-Length", Refuse) is not null))
        {
            throw HttpRefusal.BadRequest("CONNECT has no body.");
        }

        return new RequestHead
        {
            Method = method,
            IsConnect = isConnect,
            IsVersion10 = isVersion10,
            Destination = destination,
            Path = path,
            Fields = fields,
            Framing = framing,
            ExpectsContinue = ReadExpect(fields) && !isVersion10 && framing.Kind != BodyKind.None,
        };
    }

    private static bool ReadExpect(HeaderFields fields) => fields.Single("Expect", Refuse) switch
    {
        null => false,
        { } value when HttpSyntax.Same(value, "100-continue") => true,
        _ => throw new HttpRefusal(417, "The only expectation is '100-continue'."),
    };

    private static (Destination Destination, string Path) ReadAbsolute(string method, string target)
    {
        if (method is "TRACE" or "TRACK")
        {
            throw new HttpRefusal(405, $"{method} would send the request's fields back, and is not forwarded.");
        }

        if (!target.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw HttpRefusal.BadRequest(target.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
                ? "A proxy does not speak TLS in the client's stead: use CONNECT."
                : "The target is no http address in absolute form: this is a proxy.");
        }

        var rest = target.AsSpan(Scheme.Length);
        var end = rest.IndexOfAny('/', '?', '#');
        var path = end < 0 ? string.Empty : rest[end..].ToString();
        if (!HttpSyntax.IsVisible(path) || path.Contains('#', StringComparison.Ordinal))
        {
            throw HttpRefusal.BadRequest("The target's path has a fragment, or a character that is not to be seen.");
        }

        return (ReadAuthority((end < 0 ? rest : rest[..end]).ToString(), HttpPort), path switch
        {
            "" => method == "OPTIONS" ? "*" : "/",
            ['?', ..] => $"/{path}",
            _ => path,
        });
    }

    private static void CheckHost(HeaderFields fields, bool isVersion10, Destination destination, int defaultPort)
    {
        var host = fields.Single("Host", Refuse);
        if (host is null ? !isVersion10 : ReadAuthority(host, defaultPort) != destination)
        {
            throw HttpRefusal.BadRequest("The field 'Host' is missing, or names another host than the target.");
        }
    }

    private static Destination ReadAuthority(string text, int? defaultPort)
    {
        try
        {
            // Each character is a byte yet: a name outside ASCII is read as UTF-8.
            var decoded = Ascii.IsValid(text) ? text : Utf8.GetString(Encoding.Latin1.GetBytes(text));
            return Authority.TryParse(decoded, defaultPort, out var destination)
                ? destination
                : throw HttpRefusal.BadRequest("The authority is no host and port: names in letters, digits, hyphens and dots; addresses in their one notation.");
        }
        catch (DecoderFallbackException)
        {
            throw HttpRefusal.BadRequest("The authority is not UTF-8.");
        }
    }
}
