using Swarm.Engine.Networking;
using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the names of the user's brokers, or of the providers where the cmdlet is about those.</summary>
public sealed class ServiceCompleter : ListCompleter
{
    private protected override IEnumerable<Suggestion> List(string commandName, SessionOptions options)
    {
        var kind = commandName.EndsWith("Provider", StringComparison.OrdinalIgnoreCase) ? NetworkServiceKind.Provider : NetworkServiceKind.Broker;
        return NetworkServices.List(options, kind).Select(service => new Suggestion(service.Name, kind == NetworkServiceKind.Broker
            ? $"{service.Address}, {service.Providers} providers, {service.Workers} workers"
            : $"for {service.Session} at {service.Address}{(service.IsConnected ? string.Empty : ", not connected")}"));
    }
}
