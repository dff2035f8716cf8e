using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Engine.Networking;

namespace Swarm.Cli.Commands.Networking;

/// <summary>Serves as a broker.</summary>
internal sealed class ProxyBrokerCommand : SwarmCommand
{
    private readonly Option<string> _name = new("--name") { Description = "Its name among your brokers.", HelpName = "NAME", DefaultValueFactory = _ => BrokerRequest.DefaultName };
    private readonly Option<string> _address = new("--address") { Description = "The address to listen on; only this machine reaches it unless given.", HelpName = "IP", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<int> _port = new("--port") { Description = $"The port to listen on; {BrokerRequest.DefaultPort} unless given, 0 for a free one.", HelpName = "PORT", DefaultValueFactory = _ => BrokerRequest.DefaultPort };
    private readonly Option<string[]> _trust = ServiceOptions.TrustedKeys("tickets and providers");
    private readonly Option<TimeSpan?> _grace = ServiceOptions.Grace();

    public ProxyBrokerCommand()
        : base("broker", "Serve as a broker, where providers and workers meet, until Ctrl+C.")
    {
        Option[] options = [_name, _address, _port, _trust, _grace];
        Array.ForEach(options, Add);
        Examples = ["swarm proxy broker", "swarm proxy broker --address 0.0.0.0 --port 7443 --json"];
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var request = new BrokerRequest
        {
            Name = invocation.Get(_name)!,
            Address = invocation.Get(_address)!,
            Port = invocation.Get(_port),
            TrustedKeys = invocation.Get(_trust)!,
        };
        request = request with { Grace = invocation.Get(_grace) ?? request.Grace };
        await BrokerService.RunAsync(invocation.Options, request, service => invocation.Write(ServiceReport.Of(service)), cancellationToken);
        return ExitCodes.Success;
    }
}
