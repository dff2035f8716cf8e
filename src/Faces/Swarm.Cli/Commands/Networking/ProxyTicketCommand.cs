using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Time;
using Swarm.Engine.Networking;

namespace Swarm.Cli.Commands.Networking;

/// <summary>Issues a ticket.</summary>
internal sealed class ProxyTicketCommand : ImmediateCommand
{
    private readonly Option<string> _out = new("--out") { Description = "The new file for the ticket.", HelpName = "FILE", DefaultValueFactory = _ => "ticket.jws" };
    private readonly Option<string> _session = new("--session") { Description = "The session whose providers it is for.", HelpName = "NAME", DefaultValueFactory = _ => ProviderRequest.DefaultSession };
    private readonly Option<string?> _broker = ServiceOptions.Broker();
    private readonly Option<string?> _pin = ServiceOptions.Pin();
    private readonly Option<string?> _run = new("--run-id") { Description = "The run that it is for; else a new id.", HelpName = "RUN" };
    private readonly Option<string?> _workerKey = new("--worker-key") { Description = "The worker's public key; else one is made, and its private half written to a file.", HelpName = "ed25519:KEY" };
    private readonly Option<string?> _workerKeyFile = CommonOptions.Path("--worker-key-file", "FILE", "The new file for the private half; else the ticket's with '.key' after it.");
    private readonly Option<string?> _policy = CommonOptions.Path("--policy", "FILE", "Take hosts, ports and ranges from this policy, where they are not given.");
    private readonly Option<string[]> _hosts = ServiceOptions.List<string>("--allow-host", "HOST", "A host that may be reached: www.example.org, or *.example.org.");
    private readonly Option<int[]> _ports = ServiceOptions.List<int>("--allow-port", "PORT", "A port that may be reached.");
    private readonly Option<string[]> _ranges = ServiceOptions.List<string>("--allow-range", "CIDR", "An address range that may be reached: 192.0.2.0/24.");
    private readonly Option<TimeSpan?> _life = CommonOptions.Duration("--expires-after", "How long it holds: 1h unless given, at most 7d.");

    public ProxyTicketCommand()
        : base("ticket", "Issue the ticket of one run's route through a broker, or revoke one.")
    {
        Option[] options = [_out, _session, _broker, _pin, _run, _workerKey, _workerKeyFile, _policy, _hosts, _ports, _ranges, _life];
        Array.ForEach(options, Add);
        Add(new ProxyTicketRevokeCommand());
        Examples = ["swarm proxy ticket --allow-host '*.example.org' --allow-port 443 --expires-after 10m", "swarm proxy ticket --policy policy.json --out run.jws"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var request = new TicketRequest
        {
            File = invocation.Get(_out)!,
            Session = invocation.Get(_session)!,
            Broker = invocation.Get(_broker),
            Pin = invocation.Get(_pin),
            RunId = invocation.Get(_run),
            WorkerKey = invocation.Get(_workerKey),
            WorkerKeyFile = invocation.Get(_workerKeyFile),
            PolicyFile = invocation.Get(_policy),
            Hosts = Get(invocation, _hosts),
            Ports = Get(invocation, _ports),
            Ranges = Get(invocation, _ranges),
        };
        var issued = TicketService.Issue(invocation.Options, request with { Life = invocation.Get(_life) ?? request.Life });
        var claims = issued.Ticket.Claims;
        var expires = RecordedClock.Format(issued.Ticket.Expires);
        return invocation.Write(new Report
        {
            RunId = claims.RunId,
            Quiet = [claims.Jti],
            Json = json =>
            {
                json.Text("ticket_id", claims.Jti);
                json.Text("path", issued.Path);
                json.Text("worker_key_path", issued.WorkerKeyPath);
                json.Text("worker_key", issued.Ticket.WorkerKey.ToString());
                json.Text("session", claims.Session);
                json.Text("broker", claims.Broker);
                json.Text("pin", claims.BrokerKey.ToString());
                json.Text("expires_at", expires);
            },
            Text = text => text.Fields(
                ("ticket", claims.Jti),
                ("path", issued.Path),
                ("worker key", issued.WorkerKeyPath ?? issued.Ticket.WorkerKey.ToString()),
                ("run", claims.RunId),
                ("session", claims.Session),
                ("broker", claims.Broker),
                ("expires", expires)),
        });
    }

    private static IReadOnlyList<T>? Get<T>(Invocation invocation, Option<T[]> option) => invocation.Get(option) is { Length: > 0 } values ? values : null;
}
