using Swarm.Engine.Keys;
using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the names of key profiles.</summary>
public sealed class KeyCompleter : ListCompleter
{
    private protected override IEnumerable<Suggestion> List(string commandName, SessionOptions options) =>
        new KeyProfiles(options).List().Select(key => new Suggestion(key.Name, $"{key.OperatorKey}, {key.Recipient}"));
}
