using System.CommandLine;
using System.Globalization;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Errors;
using Swarm.Engine.Networking;

namespace Swarm.Cli.Commands.Networking;

/// <summary>Tries a route.</summary>
internal sealed class ProxyProbeCommand : SwarmCommand
{
    private readonly Argument<string> _host = new("HOST") { Description = "The host: a name or an address." };
    private readonly Argument<int> _port = new("PORT") { Description = "The TCP port." };
    private readonly Option<string?> _policy = CommonOptions.Path("--policy", "FILE", "Apply this policy on the direct way; else every public address is allowed.");
    private readonly Option<string?> _ticket = CommonOptions.Path("--ticket", "FILE", "Go through the broker of this ticket.");
    private readonly Option<string?> _workerKey = CommonOptions.Path("--worker-key-file", "FILE", "The worker's private key; else the ticket's file with '.key' after it.");
    private readonly Option<TimeSpan?> _timeout = CommonOptions.Duration("--timeout", "How long it may take; 30s unless given.");

    public ProxyProbeCommand()
        : base("probe", "Try whether a route leads to a host and port: it connects, sends nothing, and lets go.")
    {
        Add(_host);
        Add(_port);
        Option[] options = [_policy, _ticket, _workerKey, _timeout];
        Array.ForEach(options, Add);
        Examples = ["swarm proxy probe www.example.org 443 --policy policy.json", "swarm proxy probe www.example.org 443 --ticket ticket.jws --json"];
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var request = new RouteRequest
        {
            Host = invocation.Require(_host),
            Port = invocation.Require(_port),
            PolicyFile = invocation.Get(_policy),
            TicketFile = invocation.Get(_ticket),
            WorkerKeyFile = invocation.Get(_workerKey),
        };
        var finding = await RouteProbe.RunAsync(invocation.Options, request with { Timeout = invocation.Get(_timeout) ?? request.Timeout }, cancellationToken);
        var verdict = finding.Verdict.ToString().ToLowerInvariant();
        return invocation.Write(new Report
        {
            Errors = finding.Error is { } error ? [error] : [],
            ExitCode = finding.Error is { } fault ? ExitCodes.Of(ErrorCode.Find(fault.Code)) : ExitCodes.Success,
            Quiet = [],
            Json = json =>
            {
                json.Text("route_mode", finding.RouteMode);
                json.Text("host", finding.Host);
                json.Number("port", finding.Port);
                json.Text("verdict", verdict);
                json.Text("rule", finding.Rule);
                json.Text("address", finding.Address);
                json.Number("elapsed_ms", (long)finding.Elapsed.TotalMilliseconds);
            },
            Text = text => text.Fields(
                ("route", finding.RouteMode),
                ("verdict", verdict),
                ("rule", finding.Rule),
                ("address", finding.Address),
                ("elapsed", finding.Elapsed.TotalMilliseconds.ToString("0.0 ms", CultureInfo.InvariantCulture)),
                ("reason", finding.Error?.Message)),
        });
    }
}
