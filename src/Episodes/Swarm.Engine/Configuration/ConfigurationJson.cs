using System.Text.Json.Serialization;

namespace Swarm.Engine.Configuration;

/// <summary>How the configuration is read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(SwarmConfiguration))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
