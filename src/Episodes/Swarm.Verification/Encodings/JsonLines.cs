using System.Text.Json;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.Encodings;

/// <summary>Splits a file that holds one JSON value, however it is laid out, or one on each line.</summary>
internal static class JsonLines
{
    /// <summary>Gives the values, none of which is read yet.</summary>
    /// <param name="utf8">The file's bytes.</param>
    /// <param name="most">The most values.</param>
    /// <param name="what">What the file is, for the message of a refusal.</param>
    internal static IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> utf8, int most, string what)
    {
        var reader = new Utf8JsonReader(utf8.Span);
        try
        {
            if (!reader.Read() || (reader.TokenType == JsonTokenType.StartObject && Skip(ref reader) && Trim(utf8[(int)reader.BytesConsumed..]).IsEmpty))
            {
                return [utf8];
            }
        }
        catch (JsonException)
        {
            return [utf8];
        }

        var lines = new List<ReadOnlyMemory<byte>>();
        foreach (var range in utf8.Span.Split((byte)'\n'))
        {
            var line = Trim(utf8[range]);
            if (line.IsEmpty)
            {
                continue;
            }

            lines.Add(line);
            if (lines.Count > most)
            {
                throw Refusal.Malformed($"{what} holds more than {most} values, one a line, and no more are read.");
            }
        }

        return lines;
    }

    private static bool Skip(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return true;
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> text) => text.Trim(" \t\r\n"u8);
}
