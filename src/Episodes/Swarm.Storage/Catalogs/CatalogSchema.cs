namespace Swarm.Storage.Catalogs;

/// <summary>The tables of the catalog; docs/store-format.md describes them. Everything in it follows from files beside it.</summary>
internal static class CatalogSchema
{
    /// <summary>The version that <c>PRAGMA user_version</c> holds.</summary>
    public const int Version = 2;

    /// <summary>The statements that make an empty catalog.</summary>
    public const string Create = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO meta VALUES('generation', 0);
        CREATE TABLE pack(pack_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL);
        CREATE TABLE record(id BLOB PRIMARY KEY, pack_id INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE run(
            run_id TEXT PRIMARY KEY, operation TEXT NOT NULL, label TEXT NOT NULL, parent_node_id TEXT, status TEXT NOT NULL,
            node_id TEXT, exit_code INTEGER, artifact_hash TEXT, message TEXT, error_code TEXT, work_folder TEXT,
            backend TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT, sequence INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX run_by_sequence ON run(sequence);
        CREATE INDEX run_by_status ON run(status, sequence);
        CREATE TABLE node(
            sequence INTEGER PRIMARY KEY, node_id TEXT NOT NULL UNIQUE, parent_node_id TEXT, run_id TEXT, operation TEXT NOT NULL,
            label TEXT NOT NULL, ratchet_step INTEGER NOT NULL, state_id TEXT NOT NULL, snapshot_root TEXT NOT NULL,
            origin_node_id TEXT NOT NULL, state_commitment TEXT NOT NULL, net_commitment TEXT NOT NULL, certificate_sha256 TEXT,
            fork_ordinal INTEGER NOT NULL, created_at TEXT NOT NULL, is_removed INTEGER NOT NULL);
        CREATE INDEX node_by_parent ON node(parent_node_id);
        CREATE INDEX node_by_label ON node(label);
        CREATE INDEX node_by_run ON node(run_id);
        CREATE TABLE head(sequence INTEGER PRIMARY KEY, envelope BLOB NOT NULL);
        """;

    /// <summary>
    /// What makes a catalog one of the next version, from version 1 on. An upgrade only adds: a catalog that is in use
    /// is upgraded later, and one that may only be read never, so all code reads and writes older ones as they are.
    /// </summary>
    public static readonly string[] Upgrades = ["CREATE INDEX IF NOT EXISTS run_by_status ON run(status, sequence);"];

    /// <summary>Whether an older catalog may lack something, because an upgrade adds it.</summary>
    /// <param name="name">The name of an index or table.</param>
    public static bool IsAdded(string name) => Array.Exists(Upgrades, upgrade => upgrade.Contains($" {name} ", StringComparison.Ordinal));
}
