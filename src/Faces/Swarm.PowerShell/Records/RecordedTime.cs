using System.Globalization;

namespace Swarm.PowerShell.Records;

/// <summary>Reads the times of stored records.</summary>
internal static class RecordedTime
{
    /// <summary>Reads a time as RFC 3339 writes it.</summary>
    /// <param name="text">The time.</param>
    public static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
