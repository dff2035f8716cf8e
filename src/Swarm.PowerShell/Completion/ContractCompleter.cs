using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Swarm.Engine.Contracts;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the names of contracts.</summary>
public sealed class ContractCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        ContractService.Names
            .Where(name => name.StartsWith(wordToComplete ?? string.Empty, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name, name, CompletionResultType.ParameterValue, name));
}
