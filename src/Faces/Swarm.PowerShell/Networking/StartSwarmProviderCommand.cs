using System.Management.Automation;
using Swarm.Engine.Networking;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Networking;

/// <summary>Starts a provider, which lends this machine's way out to the workers of a session.</summary>
/// <remarks>
/// It dials the broker, and again whenever the connection is lost; verifies each ticket and each request by itself; and connects only
/// what the ticket allows and its own policy too. Without a policy of its own it connects to public addresses alone. It serves in a
/// process of its own, which goes on when this session ends, until Stop-SwarmProvider or the end of the system.
/// </remarks>
/// <example>
/// <code>
/// Start-SwarmBroker -Port 0 | Out-Null
/// Start-SwarmProvider
/// </code>
/// <para>Lends this machine's way out through the user's own broker.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "SwarmProvider", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmProvider))]
public sealed class StartSwarmProviderCommand : ServiceCommand
{
    /// <summary>The session that it provides for.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BrokerSessionCompleter))]
    public string Session { get; set; } = ProviderRequest.DefaultSession;

    /// <summary>Its name among the user's providers. By default the session's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The broker's address, 'host:port'. By default that of the user's own broker on this machine.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("Address")]
    [ArgumentCompleter(typeof(BrokerAddressCompleter))]
    public string? Broker { get; set; }

    /// <summary>The pin of the broker's key, as the broker shows it. By default that of the user's own broker on this machine.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BrokerPinCompleter))]
    public string? Pin { get; set; }

    /// <summary>A policy whose hosts, ports and ranges it applies beside each ticket's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>A new file for the receipts of its decisions. By default it keeps none.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReceiptPath { get; set; }

    /// <inheritdoc/>
    protected override object? Target => Name ?? Session;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (!ShouldProcess(Name ?? Session, "Start provider"))
        {
            return;
        }

        var (policy, receipts) = (Policy is null ? null : ResolvePath(Policy), ReceiptPath is null ? null : ResolvePath(ReceiptPath));
        if (!Foreground)
        {
            WriteObject(SwarmProvider.From(ServeBehind(
                NetworkServiceKind.Provider,
                Name ?? Session,
                [("Session", Session), ("Name", Name), ("Broker", Broker), ("Pin", Pin), ("Policy", policy), ("ReceiptPath", receipts)])));
            return;
        }

        var request = new ProviderRequest
        {
            Session = Session,
            Name = Name,
            Broker = Broker,
            Pin = Pin,
            PolicyFile = policy,
            ReceiptFile = receipts,
            TrustedKeys = TrustedKey ?? [],
            IsDetached = IsDetached,
        };
        request = request with { Grace = GraceOr(request.Grace) };
        ServeHere((begun, stop) => ProviderService.RunAsync(MakeOptions(), request, begun, stop), service => WriteObject(SwarmProvider.From(service)));
    }
}
