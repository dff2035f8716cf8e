using System.Text.Json.Serialization;

namespace Swarm.Networking.Relay.Messages;

/// <summary>How the messages are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Challenge))]
[JsonSerializable(typeof(Introduction))]
[JsonSerializable(typeof(Welcome))]
[JsonSerializable(typeof(StreamRequest))]
[JsonSerializable(typeof(StreamAnswer))]
internal sealed partial class RelayJson : JsonSerializerContext;
