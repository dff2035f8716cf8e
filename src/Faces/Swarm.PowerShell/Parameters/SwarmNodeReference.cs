using System.Management.Automation;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Parameters;

/// <summary>What a parameter names a node or a run by: an id, a label, a run or a node alike.</summary>
public sealed class SwarmNodeReference
{
    private const string RunPrefix = "run:";

    private SwarmNodeReference(object source, string text, string? runId = null, string? root = null) =>
        (Source, Text, RunId, Root) = (source, text, runId, root);

    /// <summary>What names the node.</summary>
    public string Text { get; }

    /// <summary>The run, where the reference came from an object that knows it.</summary>
    public string? RunId { get; }

    /// <summary>The folder of the store, where the reference came from an object that knows it.</summary>
    public string? Root { get; }

    /// <summary>What it was made from.</summary>
    internal object Source { get; }

    /// <summary>What names the node.</summary>
    public override string ToString() => Text;

    /// <summary>Makes a reference of what was given, or null where that names neither a node nor a run.</summary>
    /// <param name="value">A text, a record of this module, or any object with a node's or run's id, also one from another process.</param>
    internal static SwarmNodeReference? From(object value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        SwarmNodeReference reference => reference,
        string text => new SwarmNodeReference(value, text),
        SwarmRun run => new SwarmNodeReference(value, run.NodeId ?? RunPrefix + run.RunId, run.RunId, run.Root),
        SwarmNode node => new SwarmNodeReference(value, node.NodeId, node.RunId, node.Root),
        _ => FromProperties(PSObject.AsPSObject(value)),
    };

    private static SwarmNodeReference? FromProperties(PSObject value)
    {
        var runId = Read(value, nameof(RunId));
        var text = Read(value, "NodeId") ?? (runId is null ? null : RunPrefix + runId);
        return text is null ? null : new SwarmNodeReference(value, text, runId, Read(value, nameof(Root)));
    }

    private static string? Read(PSObject value, string name) => value.Properties[name]?.Value is { } found && found.ToString() is { Length: > 0 } text ? text : null;
}
