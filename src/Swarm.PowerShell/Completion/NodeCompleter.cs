using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes labels, and ids once an id is begun.</summary>
public sealed class NodeCompleter : StoreCompleter
{
    private protected override IReadOnlyList<Suggestion> Suggest(SwarmSession session, string word, int limit) => session.Suggestions.ListNodes(word, limit);
}
