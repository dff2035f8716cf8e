using Swarm.Engine.Contracts;
using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the names of contracts.</summary>
public sealed class ContractCompleter : ListCompleter
{
    private protected override IEnumerable<Suggestion> List(string commandName, SessionOptions options) =>
        ContractService.Names.Select(name => new Suggestion(name, $"The contract '{name}'"));
}
