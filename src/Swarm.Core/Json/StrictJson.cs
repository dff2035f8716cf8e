using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Swarm.Core.Errors;

namespace Swarm.Core.Json;

/// <summary>
/// Reads signed or received JSON: bounded, without duplicate members, comments, trailing commas or trailing data,
/// and without any member that begins with <c>critical_</c>, because a rule that is not understood is not ignored.
/// </summary>
public static class StrictJson
{
    /// <summary>The most bytes that a document may have, unless the caller says otherwise.</summary>
    public const int DefaultLimit = 4 * 1024 * 1024;

    private const string CriticalPrefix = "critical_";

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

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
        catch (InvalidOperationException exception)
        {
            throw Refuse(name, "a text in it is not Unicode", exception);
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
            document = JsonDocument.Parse(utf8, Options);
        }
        catch (JsonException exception)
        {
            throw Refuse(name, Describe(exception), exception);
        }
        catch (InvalidOperationException exception)
        {
            throw Refuse(name, "a text in it is not Unicode", exception);
        }

        if (DescribeCritical(document.RootElement) is { } fault)
        {
            document.Dispose();
            throw Refuse(name, fault);
        }

        return document;
    }

    private static string? DescribeCritical(JsonElement root)
    {
        try
        {
            return FindCritical(root) is { } member ? $"its member '{member}' is critical and this version does not know it; use a newer version" : null;
        }
        catch (InvalidOperationException)
        {
            return "the name of a member in it is not Unicode";
        }
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
