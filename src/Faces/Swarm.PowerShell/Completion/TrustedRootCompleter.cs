using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Swarm.Engine.Trust;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the names of the trusted roots that ship with the module, and files.</summary>
public sealed class TrustedRootCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        TrustedRoots.ShippedNames
            .Where(name => name.StartsWith(wordToComplete ?? string.Empty, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name, name, CompletionResultType.ParameterValue, "A trusted root that ships with the module"))
            .Concat(CompletionCompleters.CompleteFilename(wordToComplete ?? string.Empty));
}
