using Swarm.Core.Errors;

namespace Swarm.Cryptography.Keys;

/// <summary>Vaults of secrets that are kept elsewhere, such as SecretManagement's. Many threads may use it.</summary>
public interface ISecretVault
{
    /// <summary>Reads a secret.</summary>
    /// <param name="vault">The vault's name.</param>
    /// <param name="name">The secret's name.</param>
    /// <returns>Its UTF-8 bytes, which the caller clears.</returns>
    /// <exception cref="SwarmException">There is no such vault or secret, or it is locked (<c>KEY_INVALID</c>).</exception>
    byte[] Read(string vault, string name);

    /// <summary>Keeps a new secret.</summary>
    /// <param name="vault">The vault's name.</param>
    /// <param name="name">The secret's name, which must not be there.</param>
    /// <param name="content">Its UTF-8 bytes, which the caller clears.</param>
    /// <exception cref="SwarmException">There is no such vault, it is locked, or it has such a secret (<c>KEY_INVALID</c>).</exception>
    void Add(string vault, string name, ReadOnlySpan<byte> content);

    /// <summary>Removes a secret.</summary>
    /// <param name="vault">The vault's name.</param>
    /// <param name="name">The secret's name.</param>
    /// <exception cref="SwarmException">There is no such vault or secret, or it is locked (<c>KEY_INVALID</c>).</exception>
    void Remove(string vault, string name);
}
