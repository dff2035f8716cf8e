using Swarm.Engine.Networking;
using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the pins of the user's own brokers.</summary>
public sealed class BrokerPinCompleter : ListCompleter
{
    private protected override IEnumerable<Suggestion> List(string commandName, SessionOptions options) =>
        NetworkServices.List(options, NetworkServiceKind.Broker).Select(service => new Suggestion(service.Pin, $"The broker '{service.Name}' at {service.Address}"));
}
