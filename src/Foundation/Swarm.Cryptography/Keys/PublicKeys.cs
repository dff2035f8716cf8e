using Swarm.Cryptography.Age;
using Swarm.Cryptography.Signing;

namespace Swarm.Cryptography.Keys;

/// <summary>The public halves of a profile's keys.</summary>
/// <param name="Name">The profile's name.</param>
/// <param name="VerificationKey">What verifies the operator key's signatures.</param>
/// <param name="Recipient">What seals to the sealing key.</param>
/// <param name="CreatedAt">When the profile was made, in whole seconds.</param>
public sealed record PublicKeys(string Name, VerificationKey VerificationKey, AgeRecipient Recipient, DateTimeOffset CreatedAt)
{
    /// <summary>The vault elsewhere that holds the private halves; null where a file does.</summary>
    public string? Vault { get; init; }
}
