using Swarm.Engine.Sessions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the labels of branches.</summary>
public sealed class LabelCompleter : StoreCompleter
{
    private protected override IEnumerable<string> List(SwarmSession session, string word) => session.Nodes.ListLabels();
}
