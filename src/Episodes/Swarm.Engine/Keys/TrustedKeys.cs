using Swarm.Core.Errors;
using Swarm.Cryptography.Signing;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;
using Swarm.Verification.Keys;

namespace Swarm.Engine.Keys;

/// <summary>Whose signatures count, as the configuration says; no store is needed.</summary>
public sealed class TrustedKeys
{
    private const string TrustedSetting = "trusted_keys";
    private const string RevokedSetting = "revoked_keys";

    private readonly SessionOptions _options;
    private readonly SwarmHome _home;

    /// <summary>Takes the configuration of the user's home folder.</summary>
    /// <param name="options">What the face gives.</param>
    public TrustedKeys(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _home) = (options, new SwarmHome(options.ReadVariable));
    }

    /// <summary>Gives the user's own key, the trusted ones and the revoked ones.</summary>
    public IReadOnlyList<TrustedKeyInfo> List()
    {
        var configuration = _home.Read();
        var revoked = (configuration.RevokedKeys ?? []).Select(VerificationKey.Parse).ToHashSet();
        var trusted = (configuration.TrustedKeys ?? []).Select(TrustedKey.Parse).ToList();
        var vault = _options.OpenKeyVault();
        var profile = _options.ProfileOf(configuration);
        if (vault.Exists(profile))
        {
            trusted.Insert(0, new TrustedKey(vault.GetPublic(profile).VerificationKey, TrustedKey.AllRoles | KeyRole.Ticket));
        }

        return
        [
            .. trusted.Select(key => new TrustedKeyInfo(key.Key.ToString(), [.. revoked.Contains(key.Key) ? [] : key.RoleNames], revoked.Contains(key.Key))),
            .. revoked.Except(trusted.Select(key => key.Key)).Select(key => new TrustedKeyInfo(key.ToString(), [], IsRevoked: true)),
        ];
    }

    /// <summary>Trusts a key, or changes what it is trusted for.</summary>
    /// <param name="key">The key: <c>ed25519:</c> and base 64.</param>
    /// <param name="roles">What for: <c>certificate</c>, <c>head</c>, <c>ticket</c>; none for the first two.</param>
    /// <exception cref="SwarmException">It is no key, or it was revoked (<c>KEY_INVALID</c>).</exception>
    public TrustedKeyInfo Trust(string key, IReadOnlyList<string> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        var configuration = _home.Read();
        var parsed = VerificationKey.Parse(key);
        if ((configuration.RevokedKeys ?? []).Select(VerificationKey.Parse).Contains(parsed))
        {
            throw new SwarmException(ErrorCode.KeyInvalid, $"The key {parsed} was revoked: take it out of the setting '{RevokedSetting}' first, if that was a mistake.");
        }

        var trusted = new TrustedKey(parsed, roles.Count == 0 ? TrustedKey.AllRoles : roles.Aggregate(KeyRole.None, (sum, role) => sum | TrustedKey.RoleOf(role)));
        var others = (_home.ReadFile().TrustedKeys ?? []).Where(text => !TrustedKey.Parse(text).Key.Equals(parsed));
        _home.Set(TrustedSetting, string.Join(',', others.Append(trusted.ToString())));
        return new TrustedKeyInfo(parsed.ToString(), [.. trusted.RoleNames], IsRevoked: false);
    }

    /// <summary>Revokes a key: from now on nothing that it signed counts, whenever it was signed.</summary>
    /// <param name="key">The key: <c>ed25519:</c> and base 64. It may be one's own.</param>
    /// <exception cref="SwarmException">It is no key (<c>KEY_INVALID</c>).</exception>
    public TrustedKeyInfo Revoke(string key)
    {
        var parsed = VerificationKey.Parse(key);
        var revoked = (_home.ReadFile().RevokedKeys ?? []).Append(parsed.ToString()).Distinct(StringComparer.Ordinal);
        _home.Set(RevokedSetting, string.Join(',', revoked));
        return new TrustedKeyInfo(parsed.ToString(), [], IsRevoked: true);
    }
}
