using Microsoft.Data.Sqlite;
using Swarm.Core.Digests;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;

namespace Swarm.Storage.Catalogs;

/// <summary>Turns rows into records.</summary>
internal static class RowReader
{
    public const string NodeColumns =
        "node_id, parent_node_id, run_id, operation, label, ratchet_step, state_id, snapshot_root, origin_node_id, state_commitment, net_commitment, certificate_sha256, fork_ordinal, created_at, is_removed, sequence";

    public const string RunColumns =
        "run_id, operation, label, parent_node_id, status, node_id, exit_code, artifact_hash, message, error_code, work_folder, backend, started_at, finished_at";

    public static NodeRecord ReadNode(SqliteDataReader row) => new()
    {
        NodeId = row.GetString(0),
        ParentNodeId = TextOrNull(row, 1),
        RunId = TextOrNull(row, 2),
        Operation = row.GetString(3),
        Label = row.GetString(4),
        RatchetStep = row.GetInt64(5),
        StateId = row.GetString(6),
        SnapshotRoot = Digest.Parse(row.GetString(7)),
        OriginNodeId = row.GetString(8),
        StateCommitment = Digest.Parse(row.GetString(9)),
        NetCommitment = Digest.Parse(row.GetString(10)),
        CertificateSha256 = TextOrNull(row, 11) is { } digest ? Digest.Parse(digest) : null,
        ForkOrdinal = row.GetInt32(12),
        CreatedAt = row.GetString(13),
        IsRemoved = row.GetInt32(14) != 0,
        Sequence = row.GetInt64(15),
    };

    public static RunRecord ReadRun(SqliteDataReader row) => new()
    {
        RunId = row.GetString(0),
        Operation = row.GetString(1),
        Label = row.GetString(2),
        ParentNodeId = TextOrNull(row, 3),
        Status = row.GetString(4),
        NodeId = TextOrNull(row, 5),
        ExitCode = row.IsDBNull(6) ? null : row.GetInt32(6),
        ArtifactHash = TextOrNull(row, 7) is { } digest ? Digest.Parse(digest) : null,
        Message = TextOrNull(row, 8),
        ErrorCode = TextOrNull(row, 9),
        WorkFolder = TextOrNull(row, 10),
        Backend = row.GetString(11),
        StartedAt = row.GetString(12),
        FinishedAt = TextOrNull(row, 13),
    };

    private static string? TextOrNull(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
