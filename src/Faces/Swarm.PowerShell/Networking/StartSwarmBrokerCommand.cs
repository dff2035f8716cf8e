using System.Management.Automation;
using Swarm.Engine.Networking;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Networking;

/// <summary>Starts a broker, where the providers and the workers of a session meet.</summary>
/// <remarks>
/// It serves in a process of its own, which goes on when this session ends, until Stop-SwarmBroker or the end of the system; it is
/// not started again by itself. Its key is made once and kept in the user's Swarm folder, so that its pin stays. It lets in
/// providers with a trusted key and workers with a good ticket, and keeps counts alone of what goes through it.
/// </remarks>
/// <example>
/// <code>Start-SwarmBroker -Port 0</code>
/// <para>Starts a broker for this machine alone, on a free port.</para>
/// </example>
/// <example>
/// <code>Start-SwarmBroker second -Port 17443 -Grace 5 | Select-Object Address, Pin</code>
/// <para>Starts another one, and shows what providers and tickets need. With -Address 0.0.0.0 others would reach it.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "SwarmBroker", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmBroker))]
public sealed class StartSwarmBrokerCommand : ServiceCommand
{
    /// <summary>Its name among the user's brokers.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = BrokerRequest.DefaultName;

    /// <summary>The IP address to listen on. By default only this machine reaches it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port to listen on; 0 takes a free one. By default 7443.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; } = BrokerRequest.DefaultPort;

    /// <inheritdoc/>
    protected override object? Target => Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (!ShouldProcess(Name, "Start broker"))
        {
            return;
        }

        if (!Foreground)
        {
            WriteObject(SwarmBroker.From(ServeBehind(NetworkServiceKind.Broker, Name, [("Name", Name), ("Address", Address), ("Port", Port)])));
            return;
        }

        var request = new BrokerRequest { Name = Name, Address = Address, Port = Port, TrustedKeys = TrustedKey ?? [], IsDetached = IsDetached };
        request = request with { Grace = GraceOr(request.Grace) };
        ServeHere((begun, stop) => BrokerService.RunAsync(MakeOptions(), request, begun, stop), service => WriteObject(SwarmBroker.From(service)));
    }
}
