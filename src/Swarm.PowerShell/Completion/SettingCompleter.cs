using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Swarm.Engine.Configuration;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the names of settings.</summary>
public sealed class SettingCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        SwarmHome.SettingNames
            .Where(name => name.StartsWith(wordToComplete ?? string.Empty, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name, name, CompletionResultType.ParameterValue, name));
}
