using System.Management.Automation;
using Swarm.Engine.Networking;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Networking;

/// <summary>Issues a ticket: the short-lived credential of one run's route through a broker, signed by the user's operator key.</summary>
/// <remarks>
/// It goes into a new file that only its owner can read, and is never shown. It is of use only to who has the worker's private key: that
/// is made too, into a file of its own, unless the worker's public key is given. Without any rule it allows every public address.
/// </remarks>
/// <example>
/// <code>
/// Start-SwarmBroker -Port 0 | Out-Null
/// New-SwarmTicket ./ticket.jws -AllowedHost '*.example.org' -AllowedPort 443 -ExpiresAfter 600
/// </code>
/// <para>Issues a ticket for ten minutes and HTTPS to one domain, through the user's own broker.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "SwarmTicket", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmTicket))]
public sealed class NewSwarmTicketCommand : SwarmCommand
{
    /// <summary>The new file for the ticket. By default 'ticket.jws' in the current location.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "ticket.jws";

    /// <summary>The session whose providers it is for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BrokerSessionCompleter))]
    public string Session { get; set; } = ProviderRequest.DefaultSession;

    /// <summary>The broker's address as the worker reaches it, 'host:port'. By default that of the user's own broker on this machine.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("Address")]
    [ArgumentCompleter(typeof(BrokerAddressCompleter))]
    public string? Broker { get; set; }

    /// <summary>The pin of the broker's key. By default that of the user's own broker on this machine.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BrokerPinCompleter))]
    public string? Pin { get; set; }

    /// <summary>The run that it is for. By default a new id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValueOf("RunId")]
    [ArgumentCompleter(typeof(RunCompleter))]
    public string? RunId { get; set; }

    /// <summary>The worker's public key: 'ed25519:' and base 64. By default a key is made.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValueOf("OperatorKey", "Key")]
    [ArgumentCompleter(typeof(PublicKeyCompleter))]
    public string? WorkerKey { get; set; }

    /// <summary>The new file for the private half of a key that is made. By default the ticket's with '.key' after it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkerKeyPath { get; set; }

    /// <summary>A policy whose hosts, ports and ranges it takes, where those are not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>The only hosts that may be reached: 'www.example.org', or '*.example.org' for every name below it.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? AllowedHost { get; set; }

    /// <summary>The only ports that may be reached.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public int[]? AllowedPort { get; set; }

    /// <summary>The only address ranges that may be reached, as '192.0.2.0/24'. By default every public address.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? AllowedRange { get; set; }

    /// <summary>How long it holds, as a TimeSpan or a number of seconds: an hour by default, seven days at most.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? ExpiresAfter { get; set; }

    /// <inheritdoc/>
    protected override object? Target => Path;

    /// <inheritdoc/>
    protected override void Process()
    {
        var request = new TicketRequest
        {
            File = ResolvePath(Path),
            Session = Session,
            Broker = Broker,
            Pin = Pin,
            RunId = RunId,
            WorkerKey = WorkerKey,
            WorkerKeyFile = WorkerKeyPath is null ? null : ResolvePath(WorkerKeyPath),
            PolicyFile = Policy is null ? null : ResolvePath(Policy),
            Hosts = AllowedHost,
            Ports = AllowedPort,
            Ranges = AllowedRange,
        };
        if (ShouldProcess(request.File, "Issue a ticket"))
        {
            WriteObject(SwarmTicket.From(TicketService.Issue(MakeOptions(), request with { Life = ExpiresAfter ?? request.Life })));
        }
    }
}
