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
        try
        {
            var options = new SessionOptions
            {
                Root = fakeBoundParameters?[nameof(SessionOptions.Root)] as string,
                CurrentFolder = FindLocation(),
            };
            // Whoever answers late is told to stop, and nobody waits for that.
            var patience = new CancellationTokenSource(Patience);
            var found = Task.Run(() => Find(options, wordToComplete ?? string.Empty, fakeBoundParameters, patience.Token));
            return found.Wait(Patience) ? found.Result : [];
        }
        catch (Exception)
        {
            // A completion that fails is one that has nothing to offer.
            return [];
        }
    }

    /// <summary>Completes an argument.</summary>
    /// <param name="session">The store.</param>
    /// <param name="word">What was typed, with its quotes.</param>
    /// <param name="bound">The other parameters.</param>
    /// <param name="limit">The most to offer.</param>
    /// <param name="cancellationToken">Cancelled once nobody waits any more.</param>
    private protected abstract IEnumerable<CompletionResult> Complete(
        SwarmSession session, string word, IDictionary? bound, int limit, CancellationToken cancellationToken);

    private protected static string Unquote(string word) => word.Trim('\'', '"');

    private protected static IEnumerable<CompletionResult> Offer(IEnumerable<Suggestion> suggestions) =>
        suggestions.Select(found => new CompletionResult(Quote(found.Text), found.Text, CompletionResultType.ParameterValue, found.Description));

    // '@{1}' would be a script block.
    private static string Quote(string text) => text.Contains('{', StringComparison.Ordinal) ? $"'{text}'" : text;

    private static string FindLocation()
    {
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(@"Microsoft.PowerShell.Management\Get-Location").AddParameter("PSProvider", "FileSystem");
        return ((PathInfo)shell.Invoke()[0].BaseObject).ProviderPath;
    }

    private CompletionResult[] Find(SessionOptions options, string word, IDictionary? bound, CancellationToken cancellationToken)
    {
        using var session = SwarmSession.Open(options);
        return [.. Complete(session, word, bound, MostResults, cancellationToken)];
    }
}
