using System.Management.Automation;
using Swarm.Engine.Keys;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Keys;

/// <summary>Gets the public keys whose signatures count, one's own first, and the revoked ones.</summary>
/// <example>
/// <code>Get-SwarmTrustedKey</code>
/// <para>Lists whose signatures count, and for what.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmTrustedKey")]
[OutputType(typeof(SwarmTrustedKey))]
public sealed class GetSwarmTrustedKeyCommand : SwarmCommand
{
    /// <inheritdoc/>
    protected override void Process() => WriteObject(new TrustedKeys(MakeOptions()).List().Select(SwarmTrustedKey.From), enumerateCollection: true);
}
