using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the ids of runs, the latest first, and labels where those begin as the word does.</summary>
public sealed class RunCompleter : StoreCompleter
{
    private protected override IReadOnlyList<Suggestion> Suggest(SwarmSession session, string word, int limit) => session.Suggestions.ListRuns(word, limit);
}
