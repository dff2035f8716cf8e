using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Swarm.Core.Errors;

namespace Swarm.Core.Json;

/// <summary>
/// Reads signed or received JSON: bounded, I-JSON (<see cref="InteroperableJson"/>), without comments, trailing commas or trailing
/// data, and without any member that begins with <c>critical_</c>, because a rule that is not understood is not ignored.
/// </summary>
public static class StrictJson
{
    /// <summary>The most bytes that a document may have, unless the caller says otherwise.</summary>
    public const int DefaultLimit = 4 * 1024 * 1024;

    private const string CriticalPrefix = "critical_";

    /// <summary>How deep arrays and objects may nest.</summary>
    public const int MostLevels = 32;

    /// <summary>Reads a record.</summary>
    /// <param name="utf8">The document's bytes, UTF-8 without a byte order mark.</param>
    /// <param name="typeInfo">How the record's type is read.</param>
    /// <param name="name">What the document is, for the message of a refusal.</param>
    /// <param name="limit">The most bytes that are read.</param>
    /// <exception cref="SwarmException">The document is refused (<c>SCHEMA_INVALID</c>).</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> utf8, JsonTypeInfo<T> typeInfo, string name, int limit = DefaultLimit)
        where T : class
    {
        using var document = ParseDocument(utf8, name, limit);
        try
        {
            return document.Deserialize(typeInfo) ?? throw Refuse(name, "it is null");
        }
        catch (JsonException exception)
        {
            throw Refuse(name, Describe(exception), exception);
        }
    }

    /// <summary>Reads a document without binding it to a record.</summary>
    /// <param name="utf8">The document's bytes, UTF-8 without a byte order mark.</param>
    /// <param name="name">What the document is, for the message of a refusal.</param>
    /// <param name="limit">The most bytes that are read.</param>
    /// <exception cref="SwarmException">The document is refused (<c>SCHEMA_INVALID</c>).</exception>
    public static JsonDocument ParseDocument(ReadOnlyMemory<byte> utf8, string name, int limit = DefaultLimit)
    {
        if (utf8.Length > limit)
        {
            throw Refuse(name, $"it has {utf8.Length} bytes and at most {limit} are read");
        }

        JsonDocument document;
        try
        {
            document = InteroperableJson.Parse(utf8, MostLevels);
        }
        catch (JsonException exception)
        {
            throw Refuse(name, Describe(exception), exception);
        }

        if (FindCritical(document.RootElement) is { } member)
        {
            document.Dispose();
            throw Refuse(name, $"its member '{member}' is critical and this version does not know it; use a newer version");
        }

        return document;
    }

    private static string? FindCritical(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .Select(member => member.Name.StartsWith(CriticalPrefix, StringComparison.Ordinal) ? member.Name : FindCritical(member.Value))
            .FirstOrDefault(found => found is not null),
        JsonValueKind.Array => element.EnumerateArray().Select(FindCritical).FirstOrDefault(found => found is not null),
        _ => null,
    };

    // The reader's own message quotes no values, but its path can hold a member's name: keep both short.
    private static string Describe(JsonException exception)
    {
        var text = exception.Message.Split(" Path: ", 2)[0].TrimEnd('.');
        return exception.Path is { Length: > 1 and < 200 } path ? $"{text} (at {path})" : text;
    }

    private static SwarmException Refuse(string name, string reason, Exception? inner = null) =>
        new(ErrorCode.SchemaInvalid, $"The {name} is refused: {reason}.", inner);
}
