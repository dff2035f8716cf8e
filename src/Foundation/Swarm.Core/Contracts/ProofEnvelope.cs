using System.Text.Json;
using System.Text.Json.Serialization;
using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>
/// A proof about a run (<c>proof.json</c>): which certificate it is about, what its public inputs are, and the proof of
/// some other system. Unknown members are refused.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ProofEnvelope
{
    /// <summary>The contract's name and version.</summary>
    public string Type { get; init; } = ContractTypes.Proof;

    /// <summary>The system that made the proof, and that alone can check it.</summary>
    public required string ProofSystem { get; init; }

    /// <summary>What the proof claims to be about.</summary>
    public required ProofClaims Claims { get; init; }

    /// <summary>The public inputs; null where they are a file of their own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? PublicInputs { get; init; }

    /// <summary>The digest of the public inputs: of their canonical JSON (RFC 8785), or of exactly the bytes of their own file.</summary>
    public required Digest PublicInputsSha256 { get; init; }

    /// <summary>The proof, base 64; null where it lies elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Proof { get; init; }
}
