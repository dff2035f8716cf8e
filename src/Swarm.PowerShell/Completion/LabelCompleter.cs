using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the labels of branches.</summary>
public sealed class LabelCompleter : StoreCompleter
{
    private protected override IReadOnlyList<Suggestion> Suggest(SwarmSession session, string word, int limit) => session.Suggestions.ListLabels(word, limit);
}
