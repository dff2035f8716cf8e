using Swarm.Core.Contracts;
using Swarm.Storage.Catalogs;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;

namespace Swarm.Storage.Stores;

/// <content>Finding nodes and runs.</content>
public sealed partial class Store
{
    private const int PageSize = 256;

    /// <summary>Gives a node.</summary>
    /// <param name="nodeId">Its id.</param>
    /// <returns>The node, or null.</returns>
    public NodeRecord? FindNode(string nodeId) =>
        Catalog.Read($"SELECT {RowReader.NodeColumns} FROM node WHERE node_id = $id", RowReader.ReadNode, ("$id", nodeId)).SingleOrDefault();

    /// <summary>Gives nodes whose ids begin with a text.</summary>
    /// <param name="prefix">The text.</param>
    /// <param name="limit">The most nodes to give.</param>
    public IReadOnlyList<NodeRecord> FindNodesByPrefix(string prefix, int limit) => Catalog.Read(
        $"SELECT {RowReader.NodeColumns} FROM node WHERE node_id >= $from AND node_id < $to ORDER BY node_id LIMIT $limit",
        RowReader.ReadNode,
        ("$from", prefix), ("$to", prefix + "\uffff"), ("$limit", limit));

    /// <summary>Gives the node that was made last, of those that are there.</summary>
    /// <returns>The node; null in an empty store.</returns>
    public NodeRecord? FindNewestNode() =>
        Catalog.Read($"SELECT {RowReader.NodeColumns} FROM node WHERE is_removed = 0 ORDER BY sequence DESC LIMIT 1", RowReader.ReadNode).SingleOrDefault();

    /// <summary>
    /// Gives the tips of a branch: its nodes that none of the same label came from. One that came from a removed node of the branch goes on
    /// from what that one came from.
    /// </summary>
    /// <param name="label">The branch's name.</param>
    public IReadOnlyList<NodeRecord> FindTips(string label) => Catalog.Read(
        $"""
        WITH RECURSIVE passed(id) AS (
            SELECT parent_node_id FROM node WHERE label = $label AND is_removed = 0 AND parent_node_id IS NOT NULL
            UNION
            SELECT n.parent_node_id FROM passed p JOIN node n ON n.node_id = p.id
                WHERE n.label = $label AND n.is_removed = 1 AND n.parent_node_id IS NOT NULL)
        SELECT {RowReader.NodeColumns} FROM node WHERE label = $label AND is_removed = 0 AND node_id NOT IN (SELECT id FROM passed)
        ORDER BY sequence
        """,
        RowReader.ReadNode,
        ("$label", label));

    /// <summary>Gives the nodes of a branch that are there, the newest first.</summary>
    /// <param name="label">The branch's name.</param>
    /// <param name="skip">How many of them to leave out.</param>
    /// <param name="limit">The most nodes to give.</param>
    public IReadOnlyList<NodeRecord> FindOnBranch(string label, int skip, int limit) => Catalog.Read(
        $"SELECT {RowReader.NodeColumns} FROM node WHERE label = $label AND is_removed = 0 ORDER BY sequence DESC LIMIT $limit OFFSET $skip",
        RowReader.ReadNode,
        ("$label", label), ("$limit", limit), ("$skip", skip));

    /// <summary>Counts the nodes of a node's branch that are there and were made after it.</summary>
    /// <param name="node">The node.</param>
    public int CountNewerOnBranch(NodeRecord node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Catalog.Read(
            "SELECT COUNT(*) FROM node WHERE label = $label AND is_removed = 0 AND sequence > (SELECT sequence FROM node WHERE node_id = $id)",
            row => row.GetInt32(0),
            ("$label", node.Label), ("$id", node.NodeId)).Single();
    }

    /// <summary>Gives what changes with every write to the catalog, by whomever. Rows that are read after it are at least as new.</summary>
    public CatalogMark ReadMark() => new(
        Catalog.Read("PRAGMA data_version", row => row.GetInt64(0))[0], Catalog.Read("SELECT total_changes()", row => row.GetInt64(0))[0]);

    /// <summary>Gives all nodes in the order of creation, removed ones too.</summary>
    public IReadOnlyList<NodeRecord> ListNodes() => Catalog.Read($"SELECT {RowReader.NodeColumns} FROM node ORDER BY sequence", RowReader.ReadNode);

    /// <summary>
    /// Reads all nodes in the order of creation, removed ones too, a page at a time: whoever stops reading stops asking. What is made
    /// while somebody reads is left out, so that making a node of each comes to an end.
    /// </summary>
    public IEnumerable<NodeRecord> ReadNodes()
    {
        var (last, end) = (long.MinValue, ReadLastSequence("node"));
        IReadOnlyList<NodeRecord> page;
        do
        {
            page = Catalog.Read(
                $"SELECT {RowReader.NodeColumns} FROM node WHERE sequence > $last AND sequence <= $end ORDER BY sequence LIMIT $limit",
                RowReader.ReadNode,
                ("$last", last), ("$end", end), ("$limit", PageSize));
            foreach (var node in page)
            {
                yield return node;
                last = node.Sequence;
            }
        }
        while (page.Count == PageSize);
    }

    /// <summary>Gives all labels of nodes that are there.</summary>
    public IReadOnlyList<string> ListLabels() => Catalog.Read("SELECT DISTINCT label FROM node WHERE is_removed = 0 ORDER BY label", row => row.GetString(0));

    /// <summary>Gives the newest node of each branch whose label begins with a text, whatever its case, in the order of the labels.</summary>
    /// <param name="prefix">The text.</param>
    /// <param name="limit">The most branches to give.</param>
    public IReadOnlyList<NodeRecord> FindBranchesByPrefix(string prefix, int limit) => Catalog.Read(
        $"""
        SELECT {RowReader.NodeColumns} FROM node WHERE sequence IN (
            SELECT MAX(sequence) FROM node WHERE label LIKE $pattern ESCAPE '!' AND is_removed = 0 GROUP BY label ORDER BY label LIMIT $limit)
        ORDER BY label
        """,
        RowReader.ReadNode,
        ("$pattern", Escape(prefix) + "%"), ("$limit", limit));

    /// <summary>Gives a run.</summary>
    /// <param name="runId">Its id.</param>
    public RunRecord? FindRun(string runId) =>
        Catalog.Read($"SELECT {RowReader.RunColumns} FROM run WHERE run_id = $id", RowReader.ReadRun, ("$id", runId)).SingleOrDefault();

    /// <summary>Gives runs whose ids begin with a text.</summary>
    /// <param name="prefix">The text.</param>
    /// <param name="limit">The most runs to give.</param>
    public IReadOnlyList<RunRecord> FindRunsByPrefix(string prefix, int limit) => Catalog.Read(
        $"SELECT {RowReader.RunColumns} FROM run WHERE run_id >= $from AND run_id < $to ORDER BY run_id LIMIT $limit",
        RowReader.ReadRun,
        ("$from", prefix), ("$to", prefix + "\uffff"), ("$limit", limit));

    /// <summary>Gives the latest runs, the latest first.</summary>
    /// <param name="limit">The most runs to give.</param>
    public IReadOnlyList<RunRecord> ListLatestRuns(int limit) => Catalog.Read(
        $"SELECT {RowReader.RunColumns} FROM run ORDER BY sequence DESC LIMIT $limit", RowReader.ReadRun, ("$limit", limit));

    /// <summary>Gives the runs of one status.</summary>
    /// <param name="status">One of <see cref="RunStatus"/>.</param>
    public IReadOnlyList<RunRecord> ListRuns(string status) => Catalog.Read(
        $"SELECT {RowReader.RunColumns} FROM run WHERE status = $status ORDER BY sequence", RowReader.ReadRun, ("$status", status));

    /// <summary>Gives all runs in the order of their beginning.</summary>
    public IReadOnlyList<RunRecord> ListRuns() => Catalog.Read($"SELECT {RowReader.RunColumns} FROM run ORDER BY sequence", RowReader.ReadRun);

    /// <summary>
    /// Reads all runs in the order of their beginning, a page at a time: whoever stops reading stops asking. What begins while somebody
    /// reads is left out.
    /// </summary>
    /// <param name="statuses">Where the runs stand, each one of <see cref="RunStatus"/>; null for all.</param>
    public IEnumerable<RunRecord> ReadRuns(IReadOnlyList<string>? statuses = null)
    {
        var (last, lastId, end) = (long.MinValue, string.Empty, ReadLastSequence("run"));
        (string Name, object? Value)[] wanted = [.. (statuses ?? []).Select((status, index) => ($"$status{index}", (object?)status))];
        var condition = statuses is null ? string.Empty : $"AND status IN ({string.Join(", ", wanted.Select(status => status.Name))})";
        IReadOnlyList<(RunRecord Run, long Sequence)> page;
        do
        {
            page = Catalog.Read(
                $"SELECT {RowReader.RunColumns}, sequence FROM run WHERE (sequence, run_id) > ($last, $id) AND sequence <= $end {condition} ORDER BY sequence, run_id LIMIT $limit",
                row => (RowReader.ReadRun(row), row.GetInt64(row.FieldCount - 1)),
                [("$last", last), ("$id", lastId), ("$end", end), ("$limit", PageSize), .. wanted]);
            foreach (var (run, sequence) in page)
            {
                yield return run;
                (last, lastId) = (sequence, run.RunId);
            }
        }
        while (page.Count == PageSize);
    }

    /// <summary>Whether a run executes, or executed, elsewhere: its certificate is signed by the runner's own key.</summary>
    /// <param name="run">The run.</param>
    public bool IsRemote(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return File.Exists(Layout.RemoteFile(run.RunId));
    }

    /// <summary>Records where a run stands.</summary>
    /// <param name="run">The run.</param>
    public void PutRun(RunRecord run) => Write("record a run", transaction =>
    {
        transaction.PutRun(run);
        return true;
    });

    private long ReadLastSequence(string table) => Catalog.Read($"SELECT COALESCE(MAX(sequence), 0) FROM {table}", row => row.GetInt64(0))[0];

    private static string Escape(string text) =>
        text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);
}
