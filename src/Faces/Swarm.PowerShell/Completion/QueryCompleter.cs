using System.Collections;
using System.Management.Automation;
using Swarm.Engine.Sessions;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the last word of an SQL statement with the tables and columns of the node's state, or of the newest node's.</summary>
public sealed class QueryCompleter : StoreCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(
        SwarmSession session, string word, IDictionary? bound, int limit, CancellationToken cancellationToken)
    {
        var quote = word is ['\'' or '"', ..] ? word[..1] : "'";
        var statement = Unquote(word);
        var start = statement.Length;
        while (start > 0 && (char.IsLetterOrDigit(statement[start - 1]) || statement[start - 1] == '_'))
        {
            start--;
        }

        var node = bound?["Node"] is { } given ? SwarmNodeReference.From(given)?.Text : null;
        return session.Suggestions.ListColumns(node, statement[start..], limit, cancellationToken)
            .Select(found => new CompletionResult($"{quote}{statement[..start]}{found.Text}{quote}", found.Text, CompletionResultType.ParameterValue, found.Description));
    }
}
