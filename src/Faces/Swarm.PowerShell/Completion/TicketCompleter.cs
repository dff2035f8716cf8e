using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Swarm.Core.Errors;
using Swarm.Engine.Networking;
using Swarm.Engine.Sessions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes files, and says of each that is a ticket what it is for.</summary>
public sealed class TicketCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionCompleters.CompleteFilename(wordToComplete ?? string.Empty).Select(found => Describe(found.ToolTip) is { } description
            ? new CompletionResult(found.CompletionText, found.ListItemText, found.ResultType, description)
            : found);

    private static string? Describe(string path)
    {
        try
        {
            if (!path.EndsWith(".jws", StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            var ticket = TicketService.Read(new SessionOptions { CurrentFolder = Path.GetTempPath() }, path);
            return $"{ticket.Claims.RunId}, session {ticket.Claims.Session} at {ticket.Claims.Broker}, until {ticket.Expires.LocalDateTime:g}";
        }
        catch (SwarmException)
        {
            return null;
        }
    }
}
