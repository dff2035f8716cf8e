using System.Collections;
using System.Management.Automation;
using Swarm.Engine.Sessions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the labels of branches.</summary>
public sealed class LabelCompleter : StoreCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(
        SwarmSession session, string word, IDictionary? bound, int limit, CancellationToken cancellationToken) => Offer(session.Suggestions.ListLabels(Unquote(word), limit));
}
