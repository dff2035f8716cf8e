using System.Text.Json.Serialization;

namespace Swarm.Engine.Runs.Detached;

/// <summary>How the two processes of a detached run talk: a line of ASCII each way, so that no console's code page matters.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(DetachedRequest))]
[JsonSerializable(typeof(DetachedAnswer))]
internal sealed partial class DetachedJson : JsonSerializerContext;
