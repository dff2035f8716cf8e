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
/// <example>
/// <code>'careful', 'bold' | Export-SwarmWorkspace -Destination { "./workspace-of-$_" } -ThrottleLimit 2</code>
/// <para>Writes the workspaces of two branches side by side, a folder each.</para>
/// </example>
[Cmdlet(VerbsData.Export, "SwarmWorkspace", SupportsShouldProcess = true)]
[OutputType(typeof(DirectoryInfo))]
public sealed class ExportSwarmWorkspaceCommand : ParallelNodeCommand
{
    /// <summary>The folder. It must not be there, or be empty. For several nodes give a script block: { $_.Label }.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var destination = ResolvePath(Destination!);
        var node = NodeOf(CurrentNode!);
        if (ShouldProcess(destination, $"Write the workspace of '{node.Text}'"))
        {
            DoBeside(token =>
            {
                var folder = new DirectoryInfo(session.States.ExportWorkspace(node, destination, token));
                return () => WriteObject(folder);
            });
        }
    }
}
