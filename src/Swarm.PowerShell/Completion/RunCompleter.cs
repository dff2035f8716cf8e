using Swarm.Engine.Sessions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the ids of runs, the latest first, and labels where those begin as the word does.</summary>
public sealed class RunCompleter : StoreCompleter
{
    private protected override IEnumerable<string> List(SwarmSession session, string word) =>
        session.Runs.List().Select(run => run.Record.RunId).Reverse().Concat(session.Nodes.ListLabels());
}
