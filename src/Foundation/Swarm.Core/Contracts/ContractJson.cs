using System.Text.Json;
using System.Text.Json.Serialization;

namespace Swarm.Core.Contracts;

/// <summary>How contracts are read and written: snake_case, required members required, nothing reflected at run time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Certificate))]
[JsonSerializable(typeof(NodeDocument))]
[JsonSerializable(typeof(RunResult))]
[JsonSerializable(typeof(NextTokens))]
[JsonSerializable(typeof(RunSpec))]
[JsonSerializable(typeof(BundleManifest))]
[JsonSerializable(typeof(BundleLocator))]
[JsonSerializable(typeof(RemoteEpisodeRequest))]
[JsonSerializable(typeof(EpisodeError))]
[JsonSerializable(typeof(RemoteRun))]
[JsonSerializable(typeof(HeadEntry))]
[JsonSerializable(typeof(InTotoStatement))]
[JsonSerializable(typeof(StoreDocument))]
[JsonSerializable(typeof(ProofEnvelope))]
[JsonSerializable(typeof(PolicyDocument))]
[JsonSerializable(typeof(IReadOnlyList<ErrorEntry>))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ContractJson : JsonSerializerContext;
