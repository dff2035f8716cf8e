using System.Management.Automation;
using Swarm.PowerShell.Commands;

namespace Swarm.PowerShell.States;

/// <summary>Writes the database of a node to a new file.</summary>
/// <remarks>
/// The file appears whole or not at all.
/// </remarks>
/// <example>
/// <code>Export-SwarmState base -Destination ./base.sqlite</code>
/// <para>Writes the database of the tip of 'base'.</para>
/// </example>
/// <example>
/// <code>'careful', 'bold' | Export-SwarmState -Destination { "./bundles/$_.sqlite" } -ThrottleLimit 2</code>
/// <para>Writes the states of two branches side by side, a file each.</para>
/// </example>
[Cmdlet(VerbsData.Export, "SwarmState", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSwarmStateCommand : ParallelNodeCommand
{
    /// <summary>The file. For several nodes give a script block: { "$($_.Label).sqlite" }.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var destination = ResolvePath(Destination!);
        var (node, overwrite) = (NodeOf(CurrentNode!), Force.IsPresent);
        if (ShouldProcess(destination, $"Write the state of '{node.Text}'"))
        {
            DoBeside(token =>
            {
                var file = new FileInfo(session.States.ExportState(node, destination, overwrite, token));
                return () => WriteObject(file);
            });
        }
    }
}
