using System.Text.Json;
using System.Text.Json.Serialization;

namespace Swarm.Cryptography.Capabilities;

/// <summary>Writes a capability that is serialised by accident as its redacted text, and reads none.</summary>
internal sealed class RedactedCapabilityConverter : JsonConverter<Capability>
{
    /// <inheritdoc/>
    public override Capability Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A capability is read with Capability.Parse or Capability.Open.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Capability value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
