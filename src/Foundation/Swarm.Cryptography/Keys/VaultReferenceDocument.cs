using System.Text.Json.Serialization;

namespace Swarm.Cryptography.Keys;

/// <summary>The file that says in which vault a profile's private halves lie.</summary>
internal sealed record VaultReferenceDocument(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("vault")] string Vault,
    [property: JsonPropertyName("secret")] string Secret)
{
    internal const string CurrentType = "swarm-vault-reference-v1";
}
