using System.Text.Json;
using System.Text.Json.Serialization;

namespace Swarm.Cryptography.Age;

/// <summary>Reads and writes a recipient in its written form.</summary>
public sealed class AgeRecipientJsonConverter : JsonConverter<AgeRecipient>
{
    /// <inheritdoc/>
    public override AgeRecipient Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        AgeRecipient.TryParse(reader.TokenType == JsonTokenType.String ? reader.GetString() : null, out var value)
            ? value
            : throw new JsonException("A recipient is written 'age1' and the rest of its Bech32 text.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AgeRecipient value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.ToString());
    }
}
