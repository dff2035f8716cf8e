using Swarm.Networking.Http;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;

namespace Swarm.Networking.Proxy;

/// <summary>What the proxy answers itself.</summary>
internal static class OwnAnswer
{
    public static byte[] Of(int status, string line, bool withoutBody = false) => HeadWriter.Own(status, ReasonOf(status), line, withoutBody);

    /// <summary>The refusal for what a route did not connect.</summary>
    public static HttpRefusal Of(RouteAnswer answer) => answer switch
    {
        { Verdict: RouteVerdict.Denied } => new HttpRefusal(403, $"Denied by the rule '{answer.Rule}'."),
        { Rule: EgressVerdicts.TimedOut } => new HttpRefusal(504, "The host did not answer in time ('timed_out')."),
        { Rule: EgressVerdicts.Unresolved } => new HttpRefusal(502, "The host's name has no address ('unresolved')."),
        { Rule: EgressVerdicts.Unreachable } => new HttpRefusal(502, "The host cannot be reached ('unreachable')."),
        _ => new HttpRefusal(503, $"There is no way out now ('{answer.Rule}')."),
    };

    private static string ReasonOf(int status) => status switch
    {
        400 => "Bad Request",
        403 => "Forbidden",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        414 => "URI Too Long",
        417 => "Expectation Failed",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        _ => "Error",
    };
}
