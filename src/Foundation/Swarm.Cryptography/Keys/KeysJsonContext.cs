using System.Text.Json.Serialization;

namespace Swarm.Cryptography.Keys;

/// <summary>How the files of a profile are read and written.</summary>
[JsonSourceGenerationOptions(
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PublicKeysDocument))]
[JsonSerializable(typeof(SecretKeysDocument))]
[JsonSerializable(typeof(VaultReferenceDocument))]
internal sealed partial class KeysJsonContext : JsonSerializerContext;
