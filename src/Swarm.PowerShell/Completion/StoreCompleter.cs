using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes an argument from what a store has. It answers quickly or not at all, and never with an error.</summary>
public abstract class StoreCompleter : IArgumentCompleter
{
    private const int MostResults = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private protected StoreCompleter()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        try
        {
            var options = new SessionOptions
            {
                Root = fakeBoundParameters?[nameof(SessionOptions.Root)] as string,
                CurrentFolder = FindLocation(),
            };
            var found = Task.Run(() => Find(options, word));
            return found.Wait(Patience) ? found.Result : [];
        }
        catch (Exception)
        {
            // A completion that fails is one that has nothing to offer.
            return [];
        }
    }

    private protected abstract IReadOnlyList<Suggestion> Suggest(SwarmSession session, string word, int limit);

    private static string FindLocation()
    {
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(@"Microsoft.PowerShell.Management\Get-Location").AddParameter("PSProvider", "FileSystem");
        return ((PathInfo)shell.Invoke()[0].BaseObject).ProviderPath;
    }

    private CompletionResult[] Find(SessionOptions options, string word)
    {
        using var session = SwarmSession.Open(options);
        return
        [
            .. Suggest(session, word, MostResults)
                .Select(found => new CompletionResult(found.Text, found.Text, CompletionResultType.ParameterValue, found.Description)),
        ];
    }
}
