using System.Text.Json.Serialization;

namespace Swarm.Verification.Certificates;

/// <summary>How the predicate is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CertificatePredicate))]
internal sealed partial class PredicateJson : JsonSerializerContext;
