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
[JsonSerializable(typeof(ReferenceAnswer))]
[JsonSerializable(typeof(TagAnswer))]
[JsonSerializable(typeof(ContentAnswer))]
[JsonSerializable(typeof(WorkflowAnswer))]
[JsonSerializable(typeof(DispatchRequest))]
[JsonSerializable(typeof(DispatchAnswer))]
[JsonSerializable(typeof(RunsAnswer))]
[JsonSerializable(typeof(JobsAnswer))]
[JsonSerializable(typeof(ArtifactsAnswer))]
[JsonSerializable(typeof(BlobAnswer))]
[JsonSerializable(typeof(SecretsAnswer))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(GitHubRun))]
[JsonSerializable(typeof(GitHubEnvironment))]
[JsonSerializable(typeof(GitHubPublicKey))]
[JsonSerializable(typeof(GitHubRepositoryDetails))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class GitHubJson : JsonSerializerContext;
