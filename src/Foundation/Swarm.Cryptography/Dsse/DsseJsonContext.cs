using System.Text.Json.Serialization;

namespace Swarm.Cryptography.Dsse;

/// <summary>How DSSE envelopes are read and written.</summary>
[JsonSourceGenerationOptions(
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DsseEnvelope))]
internal sealed partial class DsseJsonContext : JsonSerializerContext;
