using System.Text.Json;
using System.Text.Json.Serialization;

namespace Swarm.Core.Contracts;

/// <summary>An in-toto statement (in-toto attestation framework, Statement v1).</summary>
public sealed record InTotoStatement : ExtensibleContract
{
    /// <summary>The statement's type.</summary>
    [JsonPropertyName("_type")]
    public required string StatementType { get; init; }

    /// <summary>What the statement is about.</summary>
    public required IReadOnlyList<InTotoSubject> Subject { get; init; }

    /// <summary>The kind of the predicate.</summary>
    [JsonPropertyName("predicateType")]
    public required string PredicateType { get; init; }

    /// <summary>What is stated.</summary>
    public required JsonElement Predicate { get; init; }
}
