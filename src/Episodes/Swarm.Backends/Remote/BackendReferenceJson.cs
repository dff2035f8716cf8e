using System.Text.Json.Serialization;

namespace Swarm.Backends.Remote;

/// <summary>How references are read and written: every required member, and none that is not known.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(BackendReference))]
internal sealed partial class BackendReferenceJson : JsonSerializerContext;
