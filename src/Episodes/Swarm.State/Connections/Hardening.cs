using SQLitePCL;

namespace Swarm.State.Connections;

/// <summary>
/// Settings for a database that a stranger wrote (SQLite, "Defense Against The Dark Arts"): its schema may call
/// nothing that acts, nothing it holds is loaded or mapped, and its size and text are bounded.
/// </summary>
internal static class Hardening
{
    // Published faults of older SQLite versions need larger schema texts or values than these.
    private const int MaximumSqlBytes = 200_000;
    private const int MaximumValueBytes = 1_000_000_000;

    internal static void Apply(sqlite3 handle, bool allowViews)
    {
        Configure(handle, raw.SQLITE_DBCONFIG_DEFENSIVE, on: true);
        Configure(handle, raw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, on: false);
        Configure(handle, raw.SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, on: false);
        Configure(handle, raw.SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, on: false);
        Configure(handle, raw.SQLITE_DBCONFIG_ENABLE_TRIGGER, on: false);
        Configure(handle, raw.SQLITE_DBCONFIG_ENABLE_FKEY, on: false);
        Configure(handle, raw.SQLITE_DBCONFIG_ENABLE_VIEW, allowViews);
        Configure(handle, raw.SQLITE_DBCONFIG_WRITABLE_SCHEMA, on: false);
        Configure(handle, raw.SQLITE_DBCONFIG_DQS_DML, on: false);

        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_LENGTH, MaximumValueBytes);
        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_SQL_LENGTH, MaximumSqlBytes);
        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_EXPR_DEPTH, 500);
        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_COMPOUND_SELECT, 100);
        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_VDBE_OP, 5_000_000);
        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_FUNCTION_ARG, 100);
        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_ATTACHED, 0);
        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000);
        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_VARIABLE_NUMBER, 2_000);
        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_TRIGGER_DEPTH, 1);
        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_WORKER_THREADS, 0);
    }

    internal static void Configure(sqlite3 handle, int option, bool on) =>
        _ = raw.sqlite3_db_config(handle, option, on ? 1 : 0, out _);
}
