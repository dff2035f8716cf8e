using Swarm.Cli.Output;
using Swarm.Engine.Keys;

namespace Swarm.Cli.Commands.Keys;

/// <summary>Writes whose signatures count.</summary>
internal static class TrustedKeyReport
{
    /// <summary>The report of some keys.</summary>
    public static Report Of(IReadOnlyList<TrustedKeyInfo> keys) => new()
    {
        Quiet = [.. keys.Select(key => key.Key)],
        Json = json => json.Array("keys", keys, key => json.Object(() =>
        {
            json.Text("key", key.Key);
            json.Array("roles", key.Roles);
            json.Flag("is_revoked", key.IsRevoked);
        })),
        Text = text => text.Table(
            ["KEY", "COUNTS FOR"], keys.Select(key => new[] { key.Key, key.IsRevoked ? "nothing: revoked" : string.Join(", ", key.Roles) })),
    };
}
