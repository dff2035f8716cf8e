using Swarm.Engine.Keys;
using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the recipients of the user's own key profiles.</summary>
public sealed class RecipientCompleter : ListCompleter
{
    private protected override IEnumerable<Suggestion> List(string commandName, SessionOptions options) =>
        new KeyProfiles(options).List().Select(key => new Suggestion(key.Recipient, $"The key profile '{key.Name}'"));
}
