using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.Engine.Workspaces;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Nodes;

/// <summary>Writes the workspace of a node to a new folder, or what changed in it to a patch.</summary>
/// <remarks>
/// The folder or file appears whole or not at all.
///
/// A patch has what changed from the root of the node's lineage on, or from -Base, or from what the folder -BaseFolder has now. 'git apply'
/// on a clone of the base gives the node's files and links, binary ones too, as git keeps them: with the permission to execute and no
/// other, and without empty folders. Folders '.git' are left out. The root itself has no node before it: give the folder that its
/// workspace was copied from as -BaseFolder. Merge-SwarmWorkspace makes the changes in a folder without git.
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
/// <example>
/// <code>Export-SwarmWorkspace bold -Destination ./bold.patch -As Patch</code>
/// <para>Writes what 'bold' changed since its lineage began, for 'git apply'.</para>
/// </example>
/// <example>
/// <code>Export-SwarmWorkspace base -Destination ./base.patch -As Patch -BaseFolder ./repo</code>
/// <para>Writes what the launch changed in the folder that it was given.</para>
/// </example>
[Cmdlet(VerbsData.Export, "SwarmWorkspace", SupportsShouldProcess = true, DefaultParameterSetName = FolderSet)]
[OutputType(typeof(DirectoryInfo), ParameterSetName = [FolderSet])]
[OutputType(typeof(FileInfo), ParameterSetName = [BaseSet, BaseFolderSet])]
public sealed class ExportSwarmWorkspaceCommand : ParallelNodeCommand
{
    private const string FolderSet = "Folder", BaseSet = "Base", BaseFolderSet = "BaseFolder";

    /// <summary>
    /// The folder, which must not be there, or be empty; or the patch's file. For several nodes give a script block: { $_.Label }.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>What to write: Folder, the default, or Patch.</summary>
    [Parameter]
    public SwarmWorkspaceFormat As { get; set; }

    /// <summary>The node before the changes of a patch; by default the root of the node's lineage.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BaseSet)]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public SwarmNodeReference? Base { get; set; }

    /// <summary>A folder that stands for what was before the changes of a patch: the one that the workspace was copied from.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BaseFolderSet)]
    [ValidateNotNullOrEmpty]
    public string? BaseFolder { get; set; }

    /// <summary>Only these files, or files in these folders, in a patch: patterns as in .swarmignore.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Replaces a patch that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (As == SwarmWorkspaceFormat.Folder && (Base is not null || BaseFolder is not null || Path is not null || Force))
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "-Base, -BaseFolder, -Path and -Force belong to a patch: add -As Patch, or leave them out.");
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var destination = ResolvePath(Destination!);
        var node = NodeOf(CurrentNode!);
        if (As == SwarmWorkspaceFormat.Patch)
        {
            WritePatch();
        }
        else if (ShouldProcess(destination, $"Write the workspace of '{node.Text}'"))
        {
            DoBeside(token =>
            {
                var folder = new DirectoryInfo(session.States.ExportWorkspace(node, destination, token));
                return () => WriteObject(folder);
            });
        }

        void WritePatch()
        {
            var (overwrite, request) = (Force.IsPresent, new ChangeRequest(node)
            {
                Base = Base is null ? null : NodeOf(Base),
                BaseFolder = BaseFolder is null ? null : ResolvePath(BaseFolder),
                Paths = Path,
            });
            if (ShouldProcess(destination, $"Write what '{node.Text}' changed"))
            {
                DoBeside(token =>
                {
                    var (path, files) = session.Workspaces.ExportPatch(request, destination, overwrite, token);
                    return () =>
                    {
                        WriteNotice(files.Count == 0 ? $"Nothing differs: the patch '{path}' is empty." : null);
                        WriteObject(new FileInfo(path));
                    };
                });
            }
        }
    }
}
