using System.Text.Json;

namespace Swarm.Core.Json;

/// <summary>
/// Reads I-JSON (RFC 7493), which every reader understands alike: UTF-8 with whole Unicode characters in every name and text, numbers
/// that an IEEE 754 double can hold, and no member twice. It looks at all of a document, also at what no record takes up.
/// </summary>
public static class InteroperableJson
{
    /// <summary>Reads a document.</summary>
    /// <param name="utf8">The document's bytes, without a byte order mark.</param>
    /// <param name="mostLevels">How deep arrays and objects may nest.</param>
    /// <exception cref="JsonException">It is no I-JSON; the message says why, and quotes no value.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, int mostLevels)
    {
        Check(utf8.Span, mostLevels);
        return JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = mostLevels });
    }

    private static void Check(ReadOnlySpan<byte> utf8, int mostLevels)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = mostLevels });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName or JsonTokenType.String when !IsAllowedText(ref reader):
                    throw new JsonException($"a text in it is not Unicode, or holds a noncharacter (byte {reader.TokenStartIndex})");
                case JsonTokenType.Number when !reader.TryGetDouble(out var number) || !double.IsFinite(number):
                    throw new JsonException($"a number in it is out of the range of an IEEE 754 double (byte {reader.TokenStartIndex})");
            }
        }
    }

    private static bool IsAllowedText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return InteroperableText.IsAllowed(reader.ValueSpan);
        }

        try
        {
            return InteroperableText.IsAllowed(reader.GetString());
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, or bytes that are not UTF-8.
            return false;
        }
    }
}
