using System.Management.Automation;
using Swarm.Engine.Nodes;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Runs;

/// <summary>Makes new branches from a node: a fork. Nothing is executed and nothing is copied.</summary>
/// <remarks>
/// Fork-SwarmRun is the name that most people type. A fork is a node that shares its parent's snapshot, ratchet step and
/// certificate; branches part at their first run.
/// </remarks>
/// <example>
/// <code>Get-SwarmNode base | Fork-SwarmRun -Label careful, bold</code>
/// <para>Makes two branches from the tip of 'base'.</para>
/// </example>
/// <example>
/// <code>Copy-SwarmRun base -Label attempt</code>
/// <para>Makes one branch, with the node by name.</para>
/// </example>
[Cmdlet(VerbsCommon.Copy, "SwarmRun", SupportsShouldProcess = true)]
[Alias("Fork-SwarmRun")]
[OutputType(typeof(SwarmNode))]
public sealed class CopySwarmRunCommand : NodeCommand
{
    /// <summary>The names of the new branches, each 1 to 64 letters, digits, '.', '-', '_' or '/'.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string[]? Label { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var node = new NodeReference(session.Nodes.Get(NodeOf(CurrentNode!)).Record.NodeId);
        var labels = new List<string>();
        foreach (var label in Label!.Where(label => ShouldProcess(node.Text, $"Fork as '{label}'")))
        {
            Try(label, () => labels.Add(Core.Identifiers.Label.Require(label)));
        }

        foreach (var fork in session.Nodes.Fork(node, labels))
        {
            WriteNotice(fork.Warning);
            WriteObject(SwarmNode.From(fork));
        }
    }
}
