using System.Management.Automation;
using Swarm.Engine.Networking;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Networking;

/// <summary>Tells whether a route leads to a host and port: direct, under a policy, or by a ticket through its broker.</summary>
/// <remarks>It connects where that is allowed, sends nothing, and lets go. That it does not lead there is an answer, and no error.</remarks>
/// <example>
/// <code>Test-SwarmRoute 169.254.169.254 80</code>
/// <para>Shows that the address of a cloud's metadata is denied, by which rule, and that nothing was sent to it.</para>
/// </example>
/// <example>
/// <code>
/// New-SwarmPolicy ./web.json -AllowedHost '*.example.org' -AllowedPort 443 | Out-Null
/// Test-SwarmRoute www.example.net 443 -Policy ./web.json -Quiet
/// </code>
/// <para>Answers with false, as the policy names other hosts.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "SwarmRoute", DefaultParameterSetName = DirectSet)]
[OutputType(typeof(SwarmRouteVerdict))]
[OutputType(typeof(bool))]
public sealed class TestSwarmRouteCommand : SwarmCommand
{
    private const string DirectSet = "Direct";
    private const string TicketSet = "Ticket";

    /// <summary>The host: a name or an address.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("Host")]
    public string? HostName { get; set; }

    /// <summary>The port.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary>A policy whose rules apply on the direct way. By default every public address is allowed.</summary>
    [Parameter(ParameterSetName = DirectSet)]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>The file of a ticket, for the way through its broker.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TicketSet)]
    [ValidateNotNullOrEmpty]
    [ValueOf("Path")]
    [ArgumentCompleter(typeof(TicketCompleter))]
    public string? TicketPath { get; set; }

    /// <summary>The file of the worker's private key. By default the ticket's with '.key' after it.</summary>
    [Parameter(ParameterSetName = TicketSet)]
    [ValidateNotNullOrEmpty]
    public string? WorkerKeyPath { get; set; }

    /// <summary>How long it may take, as a TimeSpan or a number of seconds: 30 seconds by default.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Answers with true or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override object? Target => HostName;

    /// <inheritdoc/>
    protected override void Process()
    {
        var request = new RouteRequest
        {
            Host = HostName!,
            Port = Port,
            PolicyFile = Policy is null ? null : ResolvePath(Policy),
            TicketFile = TicketPath is null ? null : ResolvePath(TicketPath),
            WorkerKeyFile = WorkerKeyPath is null ? null : ResolvePath(WorkerKeyPath),
        };
        var verdict = SwarmRouteVerdict.From(
            RouteProbe.RunAsync(MakeOptions(), request with { Timeout = Timeout ?? request.Timeout }, Cancellation).GetAwaiter().GetResult());
        WriteObject(Quiet ? verdict.IsAllowed : verdict);
    }
}
