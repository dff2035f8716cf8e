using Swarm.Cli.Output;
using Swarm.Engine.Keys;

namespace Swarm.Cli.Commands.Keys;

/// <summary>Writes keys' public halves.</summary>
internal static class KeyReport
{
    /// <summary>The report of some profiles.</summary>
    public static Report Of(IReadOnlyList<KeyProfile> keys) => new()
    {
        Quiet = [.. keys.Select(key => key.Name)],
        Json = json => json.Array("keys", keys, key => json.Object(() =>
        {
            json.Text("name", key.Name);
            json.Text("operator_key", key.OperatorKey);
            json.Text("recipient", key.Recipient);
            json.Text("created_at", key.CreatedAt);
            json.Text("vault", key.Vault);
        })),
        Text = text => text.Table(
            ["PROFILE", "OPERATOR KEY", "RECIPIENT", "CREATED"],
            keys.Select(key => new[] { key.Name, key.OperatorKey, key.Recipient, key.CreatedAt })),
    };
}
