using Swarm.Core.Errors;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Keys;
using Swarm.Cryptography.Signing;

namespace Swarm.Storage.Stores;

/// <summary>The operator's keys, opened only when something needs them.</summary>
public sealed class StoreKeys : IDisposable
{
    private readonly Lazy<AgeIdentity> _sealing;
    private readonly Lazy<SigningKey> _signing;

    /// <summary>Takes the keys from a vault.</summary>
    /// <param name="vault">The vault.</param>
    /// <param name="profile">The name of the keys in it.</param>
    public StoreKeys(KeyVault vault, string profile)
    {
        ArgumentNullException.ThrowIfNull(vault);
        Public = vault.GetPublic(profile);
        _sealing = new Lazy<AgeIdentity>(() => vault.OpenSealing(profile));
        _signing = new Lazy<SigningKey>(() => vault.OpenOperator(profile));
    }

    /// <summary>Takes keys that lie nowhere, for a store that ends with its process.</summary>
    /// <param name="name">What messages call them.</param>
    /// <param name="signing">The key that signs; the store's keys dispose it.</param>
    /// <param name="sealing">The key that opens; the store's keys dispose it.</param>
    /// <param name="createdAt">When they were made.</param>
    public StoreKeys(string name, SigningKey signing, AgeIdentity sealing, DateTimeOffset createdAt)
    {
        ArgumentNullException.ThrowIfNull(signing);
        ArgumentNullException.ThrowIfNull(sealing);
        Public = new PublicKeys(name, signing.PublicKey, sealing.Recipient, createdAt);
        _sealing = new Lazy<AgeIdentity>(sealing);
        _signing = new Lazy<SigningKey>(signing);
    }

    /// <summary>The public halves.</summary>
    public PublicKeys Public { get; }

    /// <summary>The key that opens what is sealed to the operator.</summary>
    public AgeIdentity Sealing => _sealing.Value;

    /// <summary>The key that signs certificates and heads.</summary>
    public SigningKey Signing => _signing.Value;

    /// <summary>Forgets the private halves.</summary>
    public void Dispose()
    {
        if (_sealing.IsValueCreated)
        {
            _sealing.Value.Dispose();
        }

        if (_signing.IsValueCreated)
        {
            _signing.Value.Dispose();
        }
    }

    /// <summary>Refuses keys that are not those of a store.</summary>
    internal void Require(AgeRecipient recipient, string root)
    {
        if (!Public.Recipient.Equals(recipient))
        {
            throw new SwarmException(
                ErrorCode.KeyInvalid,
                $"The store under '{root}' is sealed to {recipient}, and the keys '{Public.Name}' are {Public.Recipient}: "
                    + "name the profile that made it in SWARM_PROFILE, or bring its keys from a backup with 'swarm key import'.");
        }
    }
}
