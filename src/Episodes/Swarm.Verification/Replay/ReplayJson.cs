using System.Text.Json.Serialization;

namespace Swarm.Verification.Replay;

/// <summary>How a line of the ledger is read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReplayRecord))]
internal sealed partial class ReplayJson : JsonSerializerContext;
