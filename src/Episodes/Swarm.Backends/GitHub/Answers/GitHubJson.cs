using System.Text.Json.Serialization;

namespace Swarm.Backends.GitHub.Answers;

/// <summary>How GitHub's JSON is read: required members must be there and of their type; unknown ones are passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 32)]
[JsonSerializable(typeof(DispatchRequest))]
[JsonSerializable(typeof(DispatchAnswer))]
[JsonSerializable(typeof(ArtifactsAnswer))]
[JsonSerializable(typeof(BlobAnswer))]
[JsonSerializable(typeof(SecretsAnswer))]
[JsonSerializable(typeof(GitHubEnvironment))]
[JsonSerializable(typeof(GitHubPublicKey))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class GitHubJson : JsonSerializerContext;
