using System.Management.Automation;
using Swarm.Engine.Bundles;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Bundles;

/// <summary>Writes a node as a bundle: one sealed file that carries state and workspace to another machine.</summary>
/// <remarks>The bundle is an 'age' file that holds a 'tar': whoever has the identity of a recipient opens it with those two programs too.</remarks>
/// <example>
/// <code>Export-SwarmBundle base -Destination ./base.age</code>
/// <para>Writes a bundle that only the user's own keys open.</para>
/// </example>
/// <example>
/// <code>Get-SwarmNode base | Export-SwarmBundle -Destination ./shared.age -Recipient (Get-SwarmKey default).Recipient</code>
/// <para>Writes a bundle for given recipients.</para>
/// </example>
[Cmdlet(VerbsData.Export, "SwarmBundle", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmBundle))]
public sealed class ExportSwarmBundleCommand : NodeCommand
{
    /// <summary>The bundle's file.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>Who can open it: age recipients, each 'age1…'. By default the user alone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Recipient { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(Node);
        var request = new ExportBundleRequest { Destination = ResolvePath(Destination!), Recipients = Recipient ?? [], Overwrite = Force };
        if (ShouldProcess(request.Destination, $"Write the bundle of '{Node!.Text}'"))
        {
            var bundle = SwarmBundle.From(session.Bundles.Export(NodeOf(Node), request, Cancellation));
            WriteObject(bundle);
            foreach (var warning in bundle.Warnings)
            {
                WriteWarning(warning);
            }
        }
    }
}
