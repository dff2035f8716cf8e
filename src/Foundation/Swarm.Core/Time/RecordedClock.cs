using System.Globalization;
using Swarm.Core.Errors;

namespace Swarm.Core.Time;

/// <summary>
/// Gives the times that are recorded in certificates and other outputs, in whole seconds. They are the clock's, or all
/// the same moment where <c>SOURCE_DATE_EPOCH</c> or a deterministic run pins them. Nothing else follows this clock.
/// </summary>
public sealed class RecordedClock
{
    private readonly TimeProvider _time;
    private readonly DateTimeOffset? _pinned;

    /// <summary>Creates the clock.</summary>
    /// <param name="time">The machine's clock.</param>
    /// <param name="pinned">The moment that every recorded time shows, or null for the machine's time.</param>
    public RecordedClock(TimeProvider time, DateTimeOffset? pinned = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _pinned = pinned;
    }

    /// <summary>Whether recorded times are pinned to one moment.</summary>
    public bool IsPinned => _pinned is not null;

    /// <summary>Reads the value of <c>SOURCE_DATE_EPOCH</c>: seconds since 1970-01-01T00:00:00Z.</summary>
    /// <param name="value">The variable's value, or null where it is not set.</param>
    /// <exception cref="SwarmException">The value is no such number (<c>CONFIGURATION_INVALID</c>).</exception>
    public static DateTimeOffset? ParseSourceDateEpoch(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 253402300799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new SwarmException(
                ErrorCode.ConfigurationInvalid,
                "SOURCE_DATE_EPOCH is not a number of seconds since 1970: unset it or give it a whole number.");
    }

    /// <summary>The moment to record now.</summary>
    public DateTimeOffset Now =>
        _pinned ?? DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>Writes a moment as RFC 3339 in UTC with whole seconds.</summary>
    /// <param name="moment">The moment.</param>
    public static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
