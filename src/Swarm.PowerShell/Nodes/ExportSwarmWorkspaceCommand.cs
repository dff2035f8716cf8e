using System.Management.Automation;
using Swarm.PowerShell.Commands;

namespace Swarm.PowerShell.Nodes;

/// <summary>Writes the workspace of a node to a new folder.</summary>
/// <remarks>
/// The folder appears whole or not at all.
/// </remarks>
/// <example>
/// <code>Export-SwarmWorkspace bold -Destination ./winner</code>
/// <para>Writes the workspace of the tip of 'bold'.</para>
/// </example>
/// <example>
/// <code>Get-SwarmNode | Sort-Object RatchetStep | Select-Object -Last 1 | Export-SwarmWorkspace -Destination ./latest</code>
/// <para>Writes the workspace of a node from the pipeline.</para>
/// </example>
[Cmdlet(VerbsData.Export, "SwarmWorkspace", SupportsShouldProcess = true)]
[OutputType(typeof(DirectoryInfo))]
public sealed class ExportSwarmWorkspaceCommand : NodeCommand
{
    /// <summary>The folder. It must not be there, or be empty.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(Node);
        var destination = ResolvePath(Destination!);
        if (ShouldProcess(destination, $"Write the workspace of '{Node!.Text}'"))
        {
            WriteObject(new DirectoryInfo(session.States.ExportWorkspace(NodeOf(Node), destination, Cancellation)));
        }
    }
}
