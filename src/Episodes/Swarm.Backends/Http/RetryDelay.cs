using System.Globalization;
using System.Net;

namespace Swarm.Backends.Http;

/// <summary>How long a service asks to be left alone before a call is made again.</summary>
internal static class RetryDelay
{
    private static readonly TimeSpan SecondaryLimit = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What a service asks for: <c>Retry-After</c> in seconds or as a date (RFC 9110, section 10.2.3), else, where no
    /// request is left, the time of <c>x-ratelimit-reset</c> (GitHub) or <c>ratelimit-reset</c> (GitLab); measured by the
    /// service's own clock.
    /// </summary>
    /// <param name="response">The answer.</param>
    /// <param name="now">This machine's time, for a service that does not tell its own.</param>
    public static TimeSpan? Asked(HttpResponseMessage response, DateTimeOffset now)
    {
        var serverNow = response.Headers.Date ?? now;
        if (response.Headers.RetryAfter is { } after)
        {
            return AtLeastZero(after.Delta ?? (after.Date - serverNow) ?? TimeSpan.Zero);
        }

        return Number(response, "ratelimit-remaining") is 0 && Number(response, "ratelimit-reset") is { } reset
            ? AtLeastZero(DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(reset, 0, 253402300799)) - serverNow)
            : null;
    }

    /// <summary>Whether a refusal is about the number of requests.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="message">What the answer says.</param>
    public static bool IsRateLimit(HttpResponseMessage response, string? message) => response.StatusCode switch
    {
        HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.Forbidden => response.Headers.RetryAfter is not null
            || Number(response, "ratelimit-remaining") is 0
            || message?.Contains("rate limit", StringComparison.OrdinalIgnoreCase) == true,
        _ => false,
    };

    /// <summary>The wait under a limit that names none: a minute, then twice as long each time.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    public static TimeSpan UnderLimit(int attempt) => SecondaryLimit * Math.Pow(2, attempt - 1);

    private static TimeSpan AtLeastZero(TimeSpan delay) => delay < TimeSpan.Zero ? TimeSpan.Zero : delay;

    private static long? Number(HttpResponseMessage response, string header) =>
        (response.Headers.TryGetValues(header, out var values) || response.Headers.TryGetValues("x-" + header, out values))
        && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
