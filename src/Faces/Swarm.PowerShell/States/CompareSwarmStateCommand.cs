using System.Management.Automation;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.States;

/// <summary>Compares two nodes: their tables row by row, by primary key, and the files of their workspaces.</summary>
/// <remarks>
/// With -Content it gives an object for each file that differs, as soon as it is compared: text, whatever its encoding, as a unified diff
/// in the property Diff. Binary files and those over 1 MiB are named, and not shown. Folders '.git' are left out.
/// </remarks>
/// <example>
/// <code>Compare-SwarmState careful bold</code>
/// <para>Shows how 'bold' differs from 'careful'.</para>
/// </example>
/// <example>
/// <code>(Compare-SwarmState base bold).Files</code>
/// <para>Lists the files that differ.</para>
/// </example>
/// <example>
/// <code>Compare-SwarmState base bold -Content -Path '*.txt', src</code>
/// <para>Shows, line by line, what differs in the text files and in the folder 'src'.</para>
/// </example>
/// <example>
/// <code>'careful', 'bold' | Compare-SwarmState -Reference base</code>
/// <para>Compares several nodes with one.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "SwarmState", DefaultParameterSetName = StateSet)]
[OutputType(typeof(SwarmStateDifference), ParameterSetName = [StateSet])]
[OutputType(typeof(SwarmContentDifference), ParameterSetName = [ContentSet])]
public sealed class CompareSwarmStateCommand : SwarmCommand
{
    private const string StateSet = "State", ContentSet = "Content";

    /// <summary>The node compared against: an id or an unambiguous beginning of it, a label, a run's id, or an object that has one of them.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public SwarmNodeReference? Reference { get; set; }

    /// <summary>The node that is compared: an id or an unambiguous beginning of it, a label, a run's id, or an object that has one of them.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    [Alias("NodeId")]
    public SwarmNodeReference? Difference { get; set; }

    /// <summary>Compares what the files hold, line by line.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ContentSet)]
    public SwitchParameter Content { get; set; }

    /// <summary>Only these files, or files in these folders: patterns as in .swarmignore.</summary>
    [Parameter(ParameterSetName = ContentSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <inheritdoc/>
    protected override object? Target => Difference?.Source;

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(Reference!.Root is null ? Difference : Reference);
        if (Content)
        {
            WriteEach(session.Workspaces.CompareContent(NodeOf(Reference), NodeOf(Difference!), Path, Cancellation).Select(SwarmContentDifference.From));
            return;
        }

        WriteObject(SwarmStateDifference.From(session.States.Compare(NodeOf(Reference), NodeOf(Difference!), Cancellation), session.Root));
    }
}
