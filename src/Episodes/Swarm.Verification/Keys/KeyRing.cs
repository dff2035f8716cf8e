using Swarm.Cryptography.Signing;

namespace Swarm.Verification.Keys;

/// <summary>
/// The keys whose signatures count, and those that never count again. They come from the caller or the configuration,
/// never from a store or a bundle. A revoked key counts for nothing wherever else it is named: a local signature has no
/// time that a thief could not write.
/// </summary>
public sealed class KeyRing
{
    private readonly IReadOnlyList<TrustedKey> _trusted;

    /// <summary>Makes a ring.</summary>
    /// <param name="trusted">The trusted keys.</param>
    /// <param name="revoked">The revoked keys.</param>
    public KeyRing(IEnumerable<TrustedKey> trusted, IEnumerable<VerificationKey> revoked)
    {
        Revoked = [.. revoked.Distinct()];
        _trusted = [.. trusted.Where(key => !Revoked.Contains(key.Key))];
    }

    /// <summary>The keys that count for nothing any more.</summary>
    public IReadOnlyList<VerificationKey> Revoked { get; }

    /// <summary>Makes a ring of keys that are trusted for everything.</summary>
    /// <param name="keys">The keys.</param>
    public static KeyRing Of(params IEnumerable<VerificationKey> keys) => new(keys.Select(key => new TrustedKey(key, TrustedKey.AllRoles)), []);

    /// <summary>Gives the keys that count for a role.</summary>
    /// <param name="role">The role.</param>
    public IReadOnlyList<VerificationKey> For(KeyRole role) => [.. _trusted.Where(key => key.Roles.HasFlag(role)).Select(key => key.Key).Distinct()];
}
