using Microsoft.Data.Sqlite;
using Swarm.Core.Digests;
using Swarm.Storage.Nodes;
using Swarm.Storage.Packs;
using Swarm.Storage.Runs;

namespace Swarm.Storage.Catalogs;

/// <summary>The writes of one transaction.</summary>
internal sealed class CatalogTransaction(SqliteConnection connection)
{
    public static SqliteCommand Prepare(SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Prepare(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    public T? ReadFirst<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Prepare(connection, sql, parameters);
        using var reader = command.ExecuteReader();
        return reader.Read() ? map(reader) : default;
    }

    /// <summary>Adds a pack with its records, which from now on stand there, wherever they stood before.</summary>
    public void AddPack(string name, long size, IEnumerable<(RecordHeader Header, RecordLocation Location)> records)
    {
        Execute("INSERT INTO pack(name, size) VALUES($name, $size)", ("$name", name), ("$size", size));
        var pack = ReadFirst("SELECT last_insert_rowid()", row => row.GetInt64(0));
        using var command = Prepare(connection, "INSERT OR REPLACE INTO record VALUES($id, $pack, $offset, $length)", [("$pack", pack)]);
        var (id, offset, length) = (command.Parameters.Add("$id", SqliteType.Blob), command.Parameters.Add("$offset", SqliteType.Integer), command.Parameters.Add("$length", SqliteType.Integer));
        foreach (var (header, location) in records)
        {
            (id.Value, offset.Value, length.Value) = (header.Id.ToArray(), location.Offset, location.Length);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Forgets packs, with all records that stand in them.</summary>
    public void RemovePacks(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            Execute("DELETE FROM pack WHERE name = $name", ("$name", name));
        }

        Execute("DELETE FROM record WHERE pack_id NOT IN (SELECT pack_id FROM pack)");
    }

    /// <summary>Forgets a few records of a pack.</summary>
    /// <returns>How many; 0 where none is left.</returns>
    public int RemoveSomeRecords(string pack) => Execute(
        "DELETE FROM record WHERE id IN (SELECT id FROM record WHERE pack_id = (SELECT pack_id FROM pack WHERE name = $name) LIMIT 64)", ("$name", pack));

    /// <summary>Forgets records, wherever they stand.</summary>
    public void RemoveRecords(IEnumerable<Digest> ids)
    {
        foreach (var id in ids)
        {
            Execute("DELETE FROM record WHERE id = $id", ("$id", id.ToArray()));
        }
    }

    /// <summary>Names another place for a record.</summary>
    public void MoveRecord(Digest id, RecordLocation location) => Execute(
        "INSERT OR REPLACE INTO record SELECT $id, pack_id, $offset, $length FROM pack WHERE name = $name",
        ("$id", id.ToArray()), ("$offset", location.Offset), ("$length", location.Length), ("$name", location.Pack));

    public bool HasRecord(Digest id) => ReadFirst("SELECT 1 FROM record WHERE id = $id", row => row.GetInt32(0), ("$id", id.ToArray())) == 1;

    public int Version => ReadFirst("PRAGMA user_version", row => row.GetInt32(0));

    public long Generation => ReadFirst("SELECT value FROM meta WHERE name = 'generation'", row => row.GetInt64(0));

    public void RaiseGeneration() => Execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'");

    public void AddNode(NodeRecord node) => Execute(
        """
        INSERT INTO node(node_id, parent_node_id, run_id, operation, label, ratchet_step, state_id, snapshot_root, origin_node_id,
            state_commitment, net_commitment, certificate_sha256, fork_ordinal, created_at, is_removed)
        VALUES($node, $parent, $run, $operation, $label, $step, $state, $root, $origin, $stateCommitment, $netCommitment, $certificate, $ordinal, $created, $removed)
        """,
        ("$node", node.NodeId), ("$parent", node.ParentNodeId), ("$run", node.RunId), ("$operation", node.Operation), ("$label", node.Label),
        ("$step", node.RatchetStep), ("$state", node.StateId), ("$root", node.SnapshotRoot.ToString()), ("$origin", node.OriginNodeId),
        ("$stateCommitment", node.StateCommitment.ToString()), ("$netCommitment", node.NetCommitment.ToString()),
        ("$certificate", node.CertificateSha256?.ToString()), ("$ordinal", node.ForkOrdinal), ("$created", node.CreatedAt), ("$removed", node.IsRemoved ? 1 : 0));

    /// <summary>Writes all runs anew.</summary>
    /// <returns>Their number.</returns>
    public int ReplaceRuns(IReadOnlyCollection<RunRecord> runs)
    {
        Execute("DELETE FROM run");
        foreach (var run in runs)
        {
            PutRun(run);
        }

        return runs.Count;
    }

    public void PutRun(RunRecord run) => Execute(
        """
        INSERT INTO run VALUES($run, $operation, $label, $parent, $status, $node, $exit, $artifact, $message, $code, $work, $backend, $started, $finished,
            (SELECT coalesce(max(sequence), 0) + 1 FROM run))
        ON CONFLICT(run_id) DO UPDATE SET status = excluded.status, node_id = excluded.node_id, exit_code = excluded.exit_code,
            artifact_hash = excluded.artifact_hash, message = excluded.message, error_code = excluded.error_code,
            work_folder = excluded.work_folder, finished_at = excluded.finished_at
        """,
        ("$run", run.RunId), ("$operation", run.Operation), ("$label", run.Label), ("$parent", run.ParentNodeId), ("$status", run.Status),
        ("$node", run.NodeId), ("$exit", run.ExitCode), ("$artifact", run.ArtifactHash?.ToString()), ("$message", run.Message), ("$code", run.ErrorCode),
        ("$work", run.WorkFolder), ("$backend", run.Backend), ("$started", run.StartedAt), ("$finished", run.FinishedAt));
}
