using Swarm.Engine.Keys;
using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes public keys: those that are trusted, and those of the user's own profiles.</summary>
public sealed class PublicKeyCompleter : ListCompleter
{
    private protected override IEnumerable<Suggestion> List(string commandName, SessionOptions options) =>
        new TrustedKeys(options).List()
            .Select(key => new Suggestion(key.Key, key.IsRevoked ? "revoked" : $"trusted for {string.Join(", ", key.Roles)}"))
            .Concat(new KeyProfiles(options).List().Select(key => new Suggestion(key.OperatorKey, $"The key profile '{key.Name}'")))
            .DistinctBy(found => found.Text, StringComparer.Ordinal);
}
