using System.Text.Json.Serialization;

namespace Swarm.Backends.GitLab.Answers;

/// <summary>How GitLab's JSON is read: required members must be there and of their type; unknown ones are passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 32)]
[JsonSerializable(typeof(BranchAnswer))]
[JsonSerializable(typeof(FileAnswer))]
[JsonSerializable(typeof(PipelineRequest))]
[JsonSerializable(typeof(VariableAnswer[]))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(PackageFileAnswer))]
[JsonSerializable(typeof(GitLabPipeline))]
[JsonSerializable(typeof(GitLabPipeline[]))]
[JsonSerializable(typeof(GitLabJob))]
[JsonSerializable(typeof(GitLabJob[]))]
[JsonSerializable(typeof(GitLabProjectDetails))]
[JsonSerializable(typeof(GitLabVariable))]
internal sealed partial class GitLabJson : JsonSerializerContext;
