using System.Collections;
using System.Management.Automation;
using Swarm.Engine.Sessions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the ids of runs, the latest first, and labels where those begin as the word does.</summary>
public sealed class RunCompleter : StoreCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(
        SwarmSession session, string word, IDictionary? bound, int limit, CancellationToken cancellationToken) => Offer(session.Suggestions.ListRuns(Unquote(word), limit));
}
