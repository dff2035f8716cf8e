using Swarm.Engine.States;

namespace Swarm.PowerShell.Records;

/// <summary>What a node holds.</summary>
public sealed record SwarmStateSummary
{
    /// <summary>The node's id.</summary>
    public string NodeId { get; internal init; } = string.Empty;

    /// <summary>The branch's name.</summary>
    public string Label { get; internal init; } = string.Empty;

    /// <summary>The tables of its database by name.</summary>
    public IReadOnlyList<SwarmTable> Tables { get; internal init; } = [];

    /// <summary>The size of its database.</summary>
    public long StateBytes { get; internal init; }

    /// <summary>The digest of its database's schema: the same for the same tables, indexes, views and triggers.</summary>
    public string SchemaDigest { get; internal init; } = string.Empty;

    /// <summary>What its schema names and this SQLite lacks, so that it could not be checked: collations, functions, virtual tables.</summary>
    public IReadOnlyList<string> Lacking { get; internal init; } = [];

    /// <summary>The number that the step keeps in <c>PRAGMA user_version</c>.</summary>
    public int UserVersion { get; internal init; }

    /// <summary>The number that the step keeps in <c>PRAGMA application_id</c>.</summary>
    public int ApplicationId { get; internal init; }

    /// <summary>The files and links of its workspace.</summary>
    public int FileCount { get; internal init; }

    /// <summary>The bytes of its workspace.</summary>
    public long WorkspaceBytes { get; internal init; }

    /// <summary>The folder that holds its store.</summary>
    public string Root { get; internal init; } = string.Empty;

    internal static SwarmStateSummary From(NodeState state, string root) => new()
    {
        NodeId = state.Node.NodeId,
        Label = state.Node.Label,
        Tables = [.. state.State.Tables.Select(SwarmTable.From)],
        StateBytes = state.State.SizeBytes,
        SchemaDigest = state.State.SchemaDigest.ToString(),
        Lacking = state.State.Lacking,
        UserVersion = state.State.UserVersion,
        ApplicationId = state.State.ApplicationId,
        FileCount = state.FileCount,
        WorkspaceBytes = state.WorkspaceBytes,
        Root = root,
    };

    /// <summary>The node's id.</summary>
    public override string ToString() => NodeId;
}
