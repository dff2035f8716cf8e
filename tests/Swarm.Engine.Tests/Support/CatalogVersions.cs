using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Swarm.Engine.Tests.Support;

/// <summary>Catalogs as other versions of Swarm have them.</summary>
internal static class CatalogVersions
{
    // As the first version made it; it stays as it is, whatever later ones do.
    private const string First = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE pack(pack_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL);
        CREATE TABLE record(id BLOB PRIMARY KEY, pack_id INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE run(
            run_id TEXT PRIMARY KEY, operation TEXT NOT NULL, label TEXT NOT NULL, parent_node_id TEXT, status TEXT NOT NULL,
            node_id TEXT, exit_code INTEGER, artifact_hash TEXT, message TEXT, error_code TEXT, work_folder TEXT,
            backend TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT, sequence INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX run_by_sequence ON run(sequence);
        CREATE TABLE node(
            sequence INTEGER PRIMARY KEY, node_id TEXT NOT NULL UNIQUE, parent_node_id TEXT, run_id TEXT, operation TEXT NOT NULL,
            label TEXT NOT NULL, ratchet_step INTEGER NOT NULL, state_id TEXT NOT NULL, snapshot_root TEXT NOT NULL,
            origin_node_id TEXT NOT NULL, state_commitment TEXT NOT NULL, net_commitment TEXT NOT NULL, certificate_sha256 TEXT,
            fork_ordinal INTEGER NOT NULL, created_at TEXT NOT NULL, is_removed INTEGER NOT NULL);
        CREATE INDEX node_by_parent ON node(parent_node_id);
        CREATE INDEX node_by_label ON node(label);
        CREATE INDEX node_by_run ON node(run_id);
        CREATE TABLE head(sequence INTEGER PRIMARY KEY, envelope BLOB NOT NULL);
        PRAGMA user_version=1;
        """;

    /// <summary>Makes a catalog one of the first version, with the rows that it has.</summary>
    public static void MakeFirst(string path)
    {
        var current = path + ".current";
        File.Move(path, current);
        Execute(path, First);
        var copies = new[] { "meta", "pack", "record", "run", "node", "head" }.Select(table => $"INSERT INTO {table} SELECT * FROM current.{table};");
        Execute(path, $"ATTACH '{current}' AS current; {string.Concat(copies)} DETACH current");
        File.Delete(current);
    }

    /// <summary>The version that a catalog says it is of.</summary>
    public static int Read(string path)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Does something to a catalog, as some other version would.</summary>
    public static void Execute(string path, string sql)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
