using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Swarm.Engine.Keys;
using Swarm.Engine.Sessions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the names of key profiles. It never fails.</summary>
public sealed class KeyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return
            [
                .. new KeyProfiles(new SessionOptions { CurrentFolder = Path.GetTempPath() }).List()
                    .Where(key => key.Name.StartsWith(wordToComplete ?? string.Empty, StringComparison.OrdinalIgnoreCase))
                    .Select(key => new CompletionResult(key.Name, key.Name, CompletionResultType.ParameterValue, key.Recipient)),
            ];
        }
        catch (Exception)
        {
            // A completion that fails is one that has nothing to offer.
            return [];
        }
    }
}
