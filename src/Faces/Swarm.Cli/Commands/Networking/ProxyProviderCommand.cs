using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Engine.Networking;

namespace Swarm.Cli.Commands.Networking;

/// <summary>Serves as a provider.</summary>
internal sealed class ProxyProviderCommand : SwarmCommand
{
    private readonly Option<string?> _name = new("--name") { Description = "Its name among your providers; else the session's.", HelpName = "NAME" };
    private readonly Option<string> _session = new("--session") { Description = "The session that it provides for.", HelpName = "NAME", DefaultValueFactory = _ => ProviderRequest.DefaultSession };
    private readonly Option<string?> _broker = ServiceOptions.Broker();
    private readonly Option<string?> _pin = ServiceOptions.Pin();
    private readonly Option<string?> _policy = CommonOptions.Path("--policy", "FILE", "Apply this policy's hosts, ports and ranges beside each ticket's; else every public address is allowed that the ticket allows.");
    private readonly Option<string?> _receipts = CommonOptions.Path("--receipts", "FILE", "Write a receipt of every decision into this new file.");
    private readonly Option<string[]> _trust = ServiceOptions.TrustedKeys("tickets");
    private readonly Option<TimeSpan?> _grace = ServiceOptions.Grace();

    public ProxyProviderCommand()
        : base("provider", "Lend this machine's way out to the workers of a session, until Ctrl+C.")
    {
        Option[] options = [_name, _session, _broker, _pin, _policy, _receipts, _trust, _grace];
        Array.ForEach(options, Add);
        Examples = ["swarm proxy provider", "swarm proxy provider --broker broker.example.org:7443 --pin sha256:… --session home --policy own.json --receipts receipts.jsonl"];
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var request = new ProviderRequest
        {
            Name = invocation.Get(_name),
            Session = invocation.Get(_session)!,
            Broker = invocation.Get(_broker),
            Pin = invocation.Get(_pin),
            PolicyFile = invocation.Get(_policy),
            ReceiptFile = invocation.Get(_receipts),
            TrustedKeys = invocation.Get(_trust)!,
        };
        request = request with { Grace = invocation.Get(_grace) ?? request.Grace };
        await ProviderService.RunAsync(invocation.Options, request, service => invocation.Write(ServiceReport.Of(service)), cancellationToken);
        return ExitCodes.Success;
    }
}
