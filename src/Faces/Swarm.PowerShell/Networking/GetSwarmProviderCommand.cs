using System.Management.Automation;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Networking;

/// <summary>Gets the user's providers that serve on this machine, in whichever process they were started.</summary>
/// <example>
/// <code>Get-SwarmProvider</code>
/// <para>Lists them, with what goes on at the moment.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmProvider")]
[OutputType(typeof(SwarmProvider))]
public sealed class GetSwarmProviderCommand : GetServiceCommand
{
    private protected override ServiceView View => ServiceView.Provider;
}
