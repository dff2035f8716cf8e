using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.Encodings;

/// <summary>
/// Reads protobuf's JSON mapping: names in camel case, absent or null members as their defaults, 64-bit integers as
/// numbers or texts, bytes as base 64, enumerations by name or number, times as RFC 3339. Members that are not asked
/// for are ignored, unless the reader names those that there may be.
/// </summary>
internal static class ProtobufJson
{
    /// <summary>Gives a member, or null where it is absent or null.</summary>
    internal static JsonElement? Find(this JsonElement message, string name, string what)
    {
        RequireObject(message, what);
        return message.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>Refuses a member that this version does not know: a rule that is not understood is not ignored.</summary>
    internal static void RequireOnly(this JsonElement message, string what, params ReadOnlySpan<string> names)
    {
        RequireObject(message, what);
        foreach (var member in message.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                throw Refusal.Malformed($"{what} has a member '{(member.Name.Length <= 64 ? member.Name : member.Name[..64] + "…")}' that its version does not have.");
            }
        }
    }

    internal static JsonElement? FindObject(this JsonElement message, string name, string what)
    {
        if (message.Find(name, what) is not { } value)
        {
            return null;
        }

        RequireObject(value, $"{what}'s {name}");
        return value;
    }

    internal static JsonElement RequireObject(this JsonElement message, string name, string what) =>
        message.FindObject(name, what) ?? throw Missing(name, what);

    internal static string ReadText(this JsonElement message, string name, string what, int most = 4096)
    {
        if (message.Find(name, what) is not { } value)
        {
            return string.Empty;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, what, "a text");
        return text.Length <= most ? text : throw TooLong(name, what, text.Length, most);
    }

    internal static string RequireText(this JsonElement message, string name, string what, int most = 4096) =>
        message.ReadText(name, what, most) is { Length: > 0 } text ? text : throw Missing(name, what);

    /// <summary>Reads bytes; empty where the member is absent.</summary>
    internal static byte[] ReadBytes(this JsonElement message, string name, string what, int most) =>
        message.Find(name, what) is { } value ? DecodeBytes(value, name, what, most) : [];

    internal static byte[] RequireBytes(this JsonElement message, string name, string what, int most) =>
        message.ReadBytes(name, what, most) is { Length: > 0 } bytes ? bytes : throw Missing(name, what);

    internal static byte[] DecodeBytes(JsonElement value, string name, string what, int most)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Wrong(name, what, "base 64");
        }

        var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        var text = raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(value.GetString()!) : raw;
        if (text.Length / 4 * 3 > most + 3)
        {
            throw TooLong(name, what, text.Length / 4 * 3, most);
        }

        return StrictBase64.Decode(text) ?? throw Wrong(name, what, "base 64");
    }

    internal static long ReadInt64(this JsonElement message, string name, string what)
    {
        if (message.Find(name, what) is not { } value)
        {
            return 0;
        }

        long number;
        var isRead = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt64(out number),
            JsonValueKind.String => TryParse(value.GetString()!, out number),
            _ => throw Wrong(name, what, "a whole number"),
        };
        return isRead ? number : throw Wrong(name, what, "a whole number of 64 bits");
    }

    internal static IReadOnlyList<JsonElement> ReadList(this JsonElement message, string name, string what, int most)
    {
        if (message.Find(name, what) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(name, what, "a list");
        }

        var count = value.GetArrayLength();
        return count <= most
            ? [.. value.EnumerateArray()]
            : throw Refusal.Malformed($"{what} has {count} {name}, and at most {most} are read.");
    }

    /// <summary>Reads an enumeration's value by its name, or by the number that stands for it.</summary>
    internal static string ReadEnum(this JsonElement message, string name, string what, Func<int, string?> byNumber)
    {
        if (message.Find(name, what) is not { ValueKind: JsonValueKind.Number } value)
        {
            return message.ReadText(name, what, 128);
        }

        return value.TryGetInt32(out var number) ? byNumber(number) ?? number.ToString(CultureInfo.InvariantCulture) : throw Wrong(name, what, "a value that is known");
    }

    internal static DateTimeOffset? ReadTime(this JsonElement message, string name, string what)
    {
        var text = message.ReadText(name, what, 64);
        if (text.Length == 0)
        {
            return null;
        }

        // Nanoseconds are cut to the tenth of a microsecond that a time here holds.
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point >= 0 ? text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9') : -1;
        var shortened = digits is 8 or 9 ? text.Remove(point + 8, digits - 7) : text;
        return DateTimeOffset.TryParseExact(
            shortened,
            ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time) && !char.IsAsciiDigit(shortened[^1])
            ? time
            : throw Wrong(name, what, "a time as RFC 3339 writes it");
    }

    private static void RequireObject(JsonElement value, string what)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Refusal.Malformed($"{what} is not an object.");
        }
    }

    // One spelling for each number: no sign but a minus, no leading zeros.
    private static bool TryParse(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
        && string.Equals(number.ToString(CultureInfo.InvariantCulture), text, StringComparison.Ordinal);

    private static Exception Missing(string name, string what) => Refusal.Malformed($"{what} has no {name}.");

    private static Exception Wrong(string name, string what, string expected) => Refusal.Malformed($"{what} has a {name} that is not {expected}.");

    private static Exception TooLong(string name, string what, int length, int most) =>
        Refusal.Malformed($"{what} has a {name} of {length} bytes, and at most {most} are read.");
}
