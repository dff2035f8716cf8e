using System.Text.Json;
using Swarm.Core.Json;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.Encodings;

/// <summary>
/// Reads JSON inside a bundle that others define (statements, log entries): bounded, and I-JSON (<see cref="InteroperableJson"/>).
/// Unlike the bundle's own members, theirs may be called anything.
/// </summary>
internal static class JsonText
{
    // A value takes memory and time many times its size once it is read, so that they are counted before.
    private const int MostOwnTokens = 1_000_000;

    private const int MostTokens = 2_000_000;

    private const int MostLevels = 64;

    internal static JsonDocument Parse(ReadOnlyMemory<byte> utf8, string what)
    {
        RequireBounded(utf8.Span, what, MostTokens);
        try
        {
            return InteroperableJson.Parse(utf8, MostLevels);
        }
        catch (JsonException exception)
        {
            throw Refusal.Malformed($"{what} is no well-formed JSON without repeated members, in Unicode, with numbers that a double can hold.", exception);
        }
    }

    /// <summary>Reads a document whose every member is checked against the names that must not be ignored.</summary>
    internal static JsonDocument ParseStrict(ReadOnlyMemory<byte> utf8, string what, int limit)
    {
        RequireBounded(utf8.Span, $"The {what}", MostOwnTokens);
        return StrictJson.ParseDocument(utf8, what, limit);
    }

    private static void RequireBounded(ReadOnlySpan<byte> utf8, string what, int most)
    {
        var reader = new Utf8JsonReader(utf8);
        try
        {
            for (var count = 0; reader.Read(); count++)
            {
                if (count == most)
                {
                    throw Refusal.Malformed($"{what} has more than {most} names and values, and no more are read.");
                }
            }
        }
        catch (JsonException exception)
        {
            throw Refusal.Malformed($"{what} is no well-formed JSON (line {exception.LineNumber + 1}): it is damaged, or another kind of file.", exception);
        }
    }
}
