using Swarm.Core.Errors;
using Swarm.Cryptography.Signing;

namespace Swarm.Verification.Keys;

/// <summary>A public key that its user trusts, and what for.</summary>
/// <param name="Key">The key.</param>
/// <param name="Roles">What its signature counts for.</param>
public sealed record TrustedKey(VerificationKey Key, KeyRole Roles)
{
    /// <summary>What a key is trusted for unless its roles are written: what others made, and not what they may use of the user's.</summary>
    public const KeyRole AllRoles = KeyRole.Certificate | KeyRole.Head;

    private const char RolesEnd = '=';
    private const char RoleSeparator = '+';

    private static readonly (string Name, KeyRole Role)[] Names = [("certificate", KeyRole.Certificate), ("head", KeyRole.Head), ("ticket", KeyRole.Ticket)];

    /// <summary>Reads the written form: a key, or its roles before it, as in <c>certificate=ed25519:…</c> or <c>certificate+head=ed25519:…</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="SwarmException">It is of no such form (<c>KEY_INVALID</c>).</exception>
    public static TrustedKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = text.IndexOf(RolesEnd, StringComparison.Ordinal);
        return end < 0 || text.StartsWith("ed25519:", StringComparison.Ordinal)
            ? new TrustedKey(VerificationKey.Parse(text), AllRoles)
            : new TrustedKey(VerificationKey.Parse(text[(end + 1)..]), text[..end].Split(RoleSeparator).Aggregate(KeyRole.None, (roles, name) => roles | RoleOf(name)));
    }

    /// <summary>Finds a role by its written name.</summary>
    /// <param name="name"><c>certificate</c>, <c>head</c> or <c>ticket</c>.</param>
    /// <exception cref="SwarmException">There is no such role (<c>KEY_INVALID</c>).</exception>
    public static KeyRole RoleOf(string name) => Names.FirstOrDefault(pair => string.Equals(pair.Name, name, StringComparison.Ordinal)) is { Name: not null } found
        ? found.Role
        : throw new SwarmException(ErrorCode.KeyInvalid, $"There is no key role '{name}': the roles are {string.Join(", ", Names.Select(pair => pair.Name))}.");

    /// <summary>The names of this key's roles.</summary>
    public IEnumerable<string> RoleNames => Names.Where(pair => Roles.HasFlag(pair.Role)).Select(pair => pair.Name);

    /// <summary>The written form.</summary>
    public override string ToString() => Roles == AllRoles ? Key.ToString() : $"{string.Join(RoleSeparator, RoleNames)}{RolesEnd}{Key}";
}
