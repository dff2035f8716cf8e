using System.Collections;
using System.Management.Automation;
using Swarm.Engine.Sessions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes labels, and ids once an id is begun.</summary>
public sealed class NodeCompleter : StoreCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(
        SwarmSession session, string word, IDictionary? bound, int limit, CancellationToken cancellationToken) => Offer(session.Suggestions.ListNodes(Unquote(word), limit));
}
