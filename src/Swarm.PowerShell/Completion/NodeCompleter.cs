using Swarm.Engine.Sessions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes labels, and ids once an id is begun.</summary>
public sealed class NodeCompleter : StoreCompleter
{
    private protected override IEnumerable<string> List(SwarmSession session, string word) =>
        word.StartsWith("node-", StringComparison.OrdinalIgnoreCase) ? session.Nodes.List().Select(node => node.Record.NodeId)
        : word.StartsWith("run-", StringComparison.OrdinalIgnoreCase) ? session.Runs.List().Select(run => run.Record.RunId)
        : session.Nodes.ListLabels();
}
