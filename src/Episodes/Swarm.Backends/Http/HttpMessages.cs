using System.Text;
using System.Text.Json;
using Swarm.Core.Errors;

namespace Swarm.Backends.Http;

/// <summary>Writes what went wrong with a call: with what, how, and what to do. Never an address's query, never a secret.</summary>
/// <param name="service">The service that is called.</param>
/// <param name="redact">Takes secrets out of text that came from the service.</param>
internal sealed class HttpMessages(HttpService service, Func<string, string> redact)
{
    private const int MostQuoted = 300;

    /// <summary>An answer of 300 and more.</summary>
    public SwarmException Refused(HttpFailureKind kind, int status, string subject, string? said, TimeSpan? retryAfter)
    {
        var quoted = said is null ? "" : $" ('{said}')";
        var wait = retryAfter is { } delay ? $" It asks to be left alone for {Math.Ceiling(delay.TotalSeconds)} s." : "";
        return new(kind.Code, $"{service.Name} answered {status}{quoted} when asked for {subject}.{wait} {kind.Advice}");
    }

    /// <summary>No answer in time.</summary>
    public SwarmException TimedOut(string subject, TimeSpan deadline, SwarmException? last)
    {
        var before = last is null ? "" : $" The last attempt before that failed: {last.Message}";
        return new(
            service.TimedOut.Code,
            $"{service.Name} gave no answer within {deadline.TotalSeconds:0.###} s when asked for {subject}. {service.TimedOut.Advice}{before}");
    }

    /// <summary>No connection, or one that broke.</summary>
    public SwarmException Unreachable(string subject, string host, Exception cause)
    {
        var reason = redact(cause is HttpRequestException { InnerException: { } inner } ? inner.Message : cause.Message);
        return new(
            service.Unavailable.Code,
            $"The connection to {host} failed when {service.Name} was asked for {subject}: {reason.TrimEnd('.')}. {service.Unavailable.Advice}");
    }

    /// <summary>An answer that cannot be used.</summary>
    public SwarmException Unusable(string subject, string reason) =>
        new(service.ResponseInvalid.Code, $"{service.Name}'s answer when asked for {subject} cannot be used: {reason}. {service.ResponseInvalid.Advice}");

    /// <summary>What the body of a refusal says, bounded and without secrets: its <c>message</c>, <c>error</c> and <c>errors</c>.</summary>
    /// <param name="body">The body.</param>
    public string? Quote(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var text = new StringBuilder();
            foreach (var name in new[] { "message", "error", "error_description", "errors" })
            {
                if (document.RootElement.TryGetProperty(name, out var value))
                {
                    Append(text, value);
                }
            }

            var said = redact(text.ToString());
            return said.Length == 0 ? null : said.Length <= MostQuoted ? said : said[..MostQuoted] + "…";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray().Take(5))
            {
                Append(text, item);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            // GitHub's errors have these members; GitLab's have the names of what is wrong for members.
            var known = value.EnumerateObject().Where(member => member.Name is "message" or "field" or "code").ToArray();
            foreach (var member in known.Length > 0 ? known : value.EnumerateObject().Take(5))
            {
                Append(text, member.Value);
            }
        }
        else if (value.ValueKind == JsonValueKind.String)
        {
            text.Append(text.Length == 0 ? "" : "; ").Append(value.GetString());
        }
    }
}
