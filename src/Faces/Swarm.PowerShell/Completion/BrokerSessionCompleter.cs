using Swarm.Engine.Networking;
using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the sessions that the user's own providers serve.</summary>
public sealed class BrokerSessionCompleter : ListCompleter
{
    private protected override IEnumerable<Suggestion> List(string commandName, SessionOptions options) =>
        NetworkServices.List(options, NetworkServiceKind.Provider)
            .Select(service => new Suggestion(service.Session!, $"The provider '{service.Name}' at {service.Address}"))
            .DistinctBy(found => found.Text, StringComparer.Ordinal);
}
