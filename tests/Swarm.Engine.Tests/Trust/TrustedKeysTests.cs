using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Engine.Configuration;
using Swarm.Engine.Keys;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Trust;

public sealed class TrustedKeysTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_variable_adds_to_the_keys_that_are_revoked()
    {
        var (first, second) = (NewKey(), NewKey());
        Open().Revoke(first);
        _scene.Variables["SWARM_REVOKED_KEYS"] = second;
        Assert.Equal(new[] { first, second }.Order(), Open().List().Where(key => key.IsRevoked).Select(key => key.Key).Order());
        Assert.Equal($"{first},{second}", new SwarmHome(_scene.Options().ReadVariable).Show().Single(setting => setting.Name == "revoked_keys").Value);
    }

    [Fact]
    public void What_is_trusted_or_revoked_while_a_variable_is_set_changes_the_file_alone()
    {
        var (trusted, revoked, added, other) = (NewKey(), NewKey(), NewKey(), NewKey());
        Open().Trust(trusted, []);
        Open().Revoke(revoked);
        _scene.Variables["SWARM_TRUSTED_KEYS"] = _scene.Variables["SWARM_REVOKED_KEYS"] = other;
        Open().Trust(added, []);
        Open().Revoke(added);
        _scene.Variables.Remove("SWARM_TRUSTED_KEYS");
        _scene.Variables.Remove("SWARM_REVOKED_KEYS");
        var file = Open().List();
        Assert.Equal(new[] { trusted, revoked, added }.Order(), file.Select(key => key.Key).Order());
        Assert.Equal(new[] { revoked, added }.Order(), file.Where(key => key.IsRevoked).Select(key => key.Key).Order());
    }

    private static string NewKey()
    {
        using var key = SigningKey.Create(RandomSource.System);
        return key.PublicKey.ToString();
    }

    private TrustedKeys Open() => new(_scene.Options());
}
