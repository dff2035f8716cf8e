using System.Text.Json;
using System.Text.Json.Serialization;

namespace Swarm.Cryptography.Signing;

/// <summary>Reads and writes a verification key in its written form.</summary>
public sealed class VerificationKeyJsonConverter : JsonConverter<VerificationKey>
{
    /// <inheritdoc/>
    public override VerificationKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        VerificationKey.TryParse(reader.TokenType == JsonTokenType.String ? reader.GetString() : null, out var value)
            ? value
            : throw new JsonException("A verification key is written 'ed25519:' and the base 64 of its 32 bytes.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, VerificationKey value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.ToString());
    }
}
