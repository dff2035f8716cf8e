using System.Text.Json.Serialization;

namespace Swarm.Cryptography.Dsse;

/// <summary>One signature of a DSSE envelope.</summary>
/// <param name="Signature">The signature's bytes in base 64.</param>
/// <param name="KeyId">Which key made it: a hint, not authenticated. Empty where the signer gave none.</param>
public sealed record DsseSignature(
    [property: JsonPropertyName("sig")] string Signature,
    [property: JsonPropertyName("keyid")] string? KeyId = null);
