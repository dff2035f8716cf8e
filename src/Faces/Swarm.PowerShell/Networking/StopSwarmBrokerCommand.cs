using System.Management.Automation;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Networking;

/// <summary>Stops brokers: they take nothing new, let open connections come to their end for a while, and end.</summary>
/// <remarks>
/// It works from any session of the same user on this machine, and waits until each has ended. A process that has the number of one
/// that ended long ago is never touched.
/// </remarks>
/// <example>
/// <code>Get-SwarmBroker | Stop-SwarmBroker -Grace 1</code>
/// <para>Stops all of them, and cuts what is still open after a second.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "SwarmBroker", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmBroker))]
public sealed class StopSwarmBrokerCommand : StopServiceCommand
{
    private protected override ServiceView View => ServiceView.Broker;
}
