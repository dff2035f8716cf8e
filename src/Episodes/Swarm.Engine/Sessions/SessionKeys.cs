using Swarm.Core.Errors;
using Swarm.Cryptography.Keys;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Sessions;

/// <summary>Takes the keys that a store needs, and says which they are where they are not on this machine.</summary>
internal static class SessionKeys
{
    /// <summary>Takes a profile's keys for a store.</summary>
    /// <exception cref="SwarmException">The profile is not there, or is damaged (<c>KEY_INVALID</c>).</exception>
    public static StoreKeys Open(KeyVault vault, string profile, StoreLayout layout)
    {
        Require(vault, profile, layout);
        return new StoreKeys(vault, profile);
    }

    /// <summary>Refuses to go on without the keys of a store that is there: new ones would open nothing of it.</summary>
    public static void Require(KeyVault vault, string profile, StoreLayout layout)
    {
        if (vault.Exists(profile))
        {
            return;
        }

        var need = StoreKeyNeed.Read(layout);
        throw new SwarmException(
            ErrorCode.KeyInvalid,
            FindProfile(vault, need) is { } other
                ? $"There are no keys '{profile}' in {vault.Folder}; those of the store under '{layout.Root}' are '{other}': name them in SWARM_PROFILE."
                : $"The keys of the store under '{layout.Root}' are not on this machine: it needs {need.Describe()}, and {vault.Folder} has no profile '{profile}'. "
                    + "Bring them from a backup with 'swarm key import'; new keys would open nothing of it.");
    }

    private static string? FindProfile(KeyVault vault, StoreKeyNeed need) =>
        vault.List().FirstOrDefault(keys => string.Equals(keys.Recipient.ToString(), need.Recipient, StringComparison.Ordinal))?.Name;
}
