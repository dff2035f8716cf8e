using System.Management.Automation;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Networking;

/// <summary>Gets the user's brokers that serve on this machine, in whichever process they were started.</summary>
/// <example>
/// <code>Get-SwarmBroker</code>
/// <para>Lists them, with what goes on at the moment.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmBroker")]
[OutputType(typeof(SwarmBroker))]
public sealed class GetSwarmBrokerCommand : GetServiceCommand
{
    private protected override ServiceView View => ServiceView.Broker;
}
