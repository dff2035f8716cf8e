using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes an argument from a short list that needs no store. A completion that fails is one that has nothing to offer.</summary>
public abstract class ListCompleter : IArgumentCompleter
{
    private protected ListCompleter()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        try
        {
            return
            [
                .. List(commandName, new SessionOptions { CurrentFolder = Path.GetTempPath() })
                    .Where(found => found.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                    .Select(found => new CompletionResult(found.Text, found.Text, CompletionResultType.ParameterValue, found.Description)),
            ];
        }
        catch (Exception)
        {
            return [];
        }
    }

    private protected abstract IEnumerable<Suggestion> List(string commandName, SessionOptions options);
}
