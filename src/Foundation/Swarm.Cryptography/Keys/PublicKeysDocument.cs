using System.Globalization;
using System.Text.Json.Serialization;
using Swarm.Core.Errors;
using Swarm.Core.Time;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Signing;

namespace Swarm.Cryptography.Keys;

/// <summary>The file that holds a profile's public halves.</summary>
internal sealed record PublicKeysDocument(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("created_at")] string CreatedAt,
    [property: JsonPropertyName("operator")] VerificationKey Operator,
    [property: JsonPropertyName("sealing")] AgeRecipient Sealing)
{
    internal const string CurrentType = "swarm-public-keys-v1";

    internal static PublicKeysDocument From(SigningKey operatorKey, AgeIdentity sealingKey, DateTimeOffset createdAt) =>
        new(CurrentType, RecordedClock.Format(createdAt), operatorKey.PublicKey, sealingKey.Recipient);

    internal PublicKeys ToPublicKeys(string name) =>
        Type == CurrentType
        && DateTimeOffset.TryParseExact(
            CreatedAt, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var createdAt)
            ? new PublicKeys(name, Operator, Sealing, createdAt)
            : throw new SwarmException(
                ErrorCode.KeyInvalid,
                $"The public key file of profile '{name}' is malformed: restore it from a copy.");
}
