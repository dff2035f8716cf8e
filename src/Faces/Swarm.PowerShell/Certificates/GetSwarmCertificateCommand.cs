using System.Management.Automation;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Certificates;

/// <summary>Gets what the certificate of a node says. It is not verified.</summary>
/// <example>
/// <code>Get-SwarmCertificate base</code>
/// <para>Shows the certificate of the tip of 'base'.</para>
/// </example>
/// <example>
/// <code>(Get-SwarmCertificate base).Json | ConvertFrom-Json | Select-Object -ExpandProperty runtime</code>
/// <para>Reads a member that has no property of its own.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmCertificate")]
[OutputType(typeof(SwarmCertificate))]
public sealed class GetSwarmCertificateCommand : NodeCommand
{
    /// <inheritdoc/>
    protected override void Process() => WriteObject(SwarmCertificate.From(OpenSession(CurrentNode).Trust.Get(NodeOf(CurrentNode!))));
}
