using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.PowerShell.Errors;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Certificates;

/// <summary>Verifies certificates, and passes on only what holds; for the rest it writes an error.</summary>
/// <example>
/// <code>Get-SwarmNode base | Assert-SwarmCertificate -ErrorAction Stop | Export-SwarmWorkspace -Destination ./verified</code>
/// <para>Exports the workspace of a node only if its certificate holds.</para>
/// </example>
/// <example>
/// <code>Get-SwarmNode | Assert-SwarmCertificate -ThrottleLimit 4 | Format-Table Label, NodeId</code>
/// <para>Lists the nodes whose certificates hold, four verified at a time; an error tells of each that does not.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Assert, "SwarmCertificate", DefaultParameterSetName = NodeSet)]
[OutputType(typeof(SwarmRun), typeof(SwarmNode), typeof(string))]
public sealed class AssertSwarmCertificateCommand : VerificationCommand
{
    private protected override void Report(SwarmVerdict verdict, object? target)
    {
        if (verdict.IsValid)
        {
            WriteObject(target);
        }
        else
        {
            var name = verdict.NodeId is null ? $"'{target}'" : $"node {verdict.NodeId}";
            WriteError(CommandErrors.From(ErrorCode.Find(verdict.ErrorCode!), $"The certificate of {name} does not hold: {verdict.Reason}", target));
        }
    }
}
