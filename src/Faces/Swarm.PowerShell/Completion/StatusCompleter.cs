using Swarm.Core.Contracts;
using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes what a run can stand at.</summary>
public sealed class StatusCompleter : ListCompleter
{
    private protected override IEnumerable<Suggestion> List(string commandName, SessionOptions options) =>
        RunStatus.Shown.Select(status => new Suggestion(status, Describe(status)));

    private static string Describe(string status) => status switch
    {
        RunStatus.Pending => "It executes elsewhere and was not collected yet",
        RunStatus.Running => "It is under way",
        RunStatus.Succeeded => "The step ended with exit code 0",
        RunStatus.StepFailed => "The step ended with another exit code",
        RunStatus.StepTimedOut => "The step was ended at its deadline",
        RunStatus.StepLimitExceeded => "The step broke a limit",
        RunStatus.Cancelled => "It was cancelled; there is no node",
        RunStatus.Failed => "The run itself failed; there is no node",
        RunStatus.Removed => "Its node was removed; its certificate is left",
        _ => "Its process ended without finishing; there is no node",
    };
}
