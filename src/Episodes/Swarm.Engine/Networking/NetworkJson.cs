using System.Text.Json.Serialization;

namespace Swarm.Engine.Networking;

/// <summary>How the files of services are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(NetworkService))]
internal sealed partial class NetworkJson : JsonSerializerContext;
