using System.Text.Json.Serialization;

namespace Swarm.Cryptography.Keys;

/// <summary>The file that holds a profile's private halves.</summary>
internal sealed record SecretKeysDocument(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("operator")] string Operator,
    [property: JsonPropertyName("sealing")] string Sealing)
{
    internal const string CurrentType = "swarm-secret-keys-v1";

    /// <summary>Says that it is redacted.</summary>
    public override string ToString() => "secret keys (redacted)";
}
