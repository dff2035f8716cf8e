using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Swarm.Core.Json;

namespace Swarm.Backends.GitHub.Lookups;

/// <summary>
/// The part of an answer that Octokit is shown. Its own reader takes two members of a name, any depth, and stops at a word
/// that one of its enumerations lacks, wherever in the answer that is.
/// </summary>
internal static class ShownAnswer
{
    private const int MostLevels = 32;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Takes members that are read, and leaves out all others and those that are null.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="required">Members that it must have.</param>
    /// <param name="others">What else is read.</param>
    /// <exception cref="JsonException">It is no I-JSON (RFC 7493).</exception>
    /// <exception cref="InvalidDataException">It is no object, or lacks a member that it must have.</exception>
    public static string Of(ReadOnlyMemory<byte> body, string[] required, string[] others)
    {
        using var document = InteroperableJson.Parse(body, MostLevels);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || required.Any(name => !document.RootElement.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null))
        {
            throw new InvalidDataException("A member that must be there is not.");
        }

        var shown = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(shown, Plain))
        {
            Write(document.RootElement, [.. required, .. others], writer);
        }

        return Encoding.UTF8.GetString(shown.WrittenSpan);
    }

    private static void Write(JsonElement value, HashSet<string> members, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null && members.Contains(member.Name)))
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, members, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, members, writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(value.GetString());
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
