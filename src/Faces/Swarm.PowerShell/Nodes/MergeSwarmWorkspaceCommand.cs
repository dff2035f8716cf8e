using System.Management.Automation;
using Swarm.Engine.Workspaces;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Nodes;

/// <summary>Makes in a folder, a clone of a repository for instance, the changes that led to a node.</summary>
/// <remarks>
/// The changes are those from the root of the node's lineage on, or from -Base. Every file that they touch has to be in the folder as it is
/// in the base, or nothing is changed; other files may differ. All changes are made or none. Nothing is committed, and folders '.git'
/// are not touched. Where the same files were changed in the folder, Export-SwarmWorkspace -As Patch and 'git apply --3way' merge them.
///
/// With -WhatIf it says whether the changes can be made, and which they are.
/// </remarks>
/// <example>
/// <code>Merge-SwarmWorkspace bold ./repo -WhatIf</code>
/// <para>Shows what would change.</para>
/// </example>
/// <example>
/// <code>Merge-SwarmWorkspace bold ./repo -Path '*.txt'</code>
/// <para>Makes the changes of text files that led from the root to the tip of 'bold'.</para>
/// </example>
[Cmdlet(VerbsData.Merge, "SwarmWorkspace", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmFileDifference))]
public sealed class MergeSwarmWorkspaceCommand : NodeCommand
{
    /// <summary>The folder.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>The node before the changes; by default the root of the node's lineage.</summary>
    [Parameter]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public SwarmNodeReference? Base { get; set; }

    /// <summary>Only these files, or files in these folders: patterns as in .swarmignore.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var destination = ResolvePath(Destination!);
        var node = NodeOf(CurrentNode!);
        var isWanted = ShouldProcess(
            $"Performing the operation \"Make the changes that led to '{node.Text}'\" on target \"{destination}\".",
            $"Make the changes that led to '{node.Text}' in '{destination}'?", "Confirm", out var reason);
        if (isWanted || reason == ShouldProcessReason.WhatIf)
        {
            var request = new ChangeRequest(node) { Base = Base is null ? null : NodeOf(Base), Paths = Path };
            WriteEach(session.Workspaces.Merge(request, destination, dryRun: !isWanted, Cancellation).Select(SwarmFileDifference.From));
        }
    }
}
