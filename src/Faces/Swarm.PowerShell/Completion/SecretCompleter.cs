using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Swarm.PowerShell.Secrets;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the names of secrets in SecretManagement's vaults.</summary>
public sealed class SecretCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        SecretNames.List("Get-SecretInfo", wordToComplete, "VaultName");
}
