using System.Management.Automation;
using Swarm.Engine.Networking;
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
    private protected override NetworkServiceKind Kind => NetworkServiceKind.Provider;

    private protected override object Convert(NetworkService service) => SwarmProvider.From(service);
}
