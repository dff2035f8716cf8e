using Microsoft.Data.Sqlite;
using SQLitePCL;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Storage.Catalogs;

/// <summary>Opens SQLite files of the store and turns SQLite's failures into clear ones.</summary>
internal static class SqliteAccess
{
    /// <summary>What the name of a database's rollback journal adds to its own.</summary>
    public const string JournalEnding = "-journal";

    static SqliteAccess() => Batteries_V2.Init();

    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw Translate(exception, path);
        }
    }

    /// <summary>
    /// Makes each transaction durable: flushes are asked for and checked, the drive's own cache included, and a transaction ends with the
    /// flush of its emptied journal, which stays, because SQLite does not look at the answer when it flushes the folder of a new one.
    /// </summary>
    public static void MakeDurable(SqliteConnection connection) =>
        Execute(connection, "PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA journal_mode=TRUNCATE;");

    /// <summary>Executes statements up to the first that fails. A command of the provider would hide failures of all but the first.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        // The provider waits for another process only where its own commands run.
        const int PatienceMilliseconds = 30_000;
        var handle = connection.Handle!;
        _ = raw.sqlite3_busy_timeout(handle, PatienceMilliseconds);
        try
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(handle, sql), handle);
        }
        finally
        {
            _ = raw.sqlite3_busy_timeout(handle, 0);
        }
    }

    public static SwarmException Translate(SqliteException exception, string path)
    {
        const int Error = 1, Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26, Moved = 8 | (4 << 8);
        return exception.SqliteErrorCode switch
        {
            ReadOnly when exception.SqliteExtendedErrorCode == Moved => new SwarmException(
                ErrorCode.StoreBusy, $"The catalog '{path}' was repaired by another process meanwhile: open the store again.", exception),
            Busy or Locked => new SwarmException(ErrorCode.StoreBusy, $"The catalog '{path}' is held by another process; try again when it is done.", exception),
            Corrupt or NotADatabase => Damaged(path, exception),
            Error when exception.Message.Contains("no such table", StringComparison.Ordinal) || exception.Message.Contains("no such column", StringComparison.Ordinal) =>
                Damaged(path, exception),
            Full => DurableFile.Unwritable(path, new IOException("No space left on device", exception)),
            ReadOnly => DurableFile.Unwritable(path, new UnauthorizedAccessException("Read-only", exception)),
            CannotOpen or InputOutput => DurableFile.Unwritable(path, new IOException(exception.Message, exception)),
            _ => new SwarmException(ErrorCode.Unexpected, $"The catalog '{path}' failed: {exception.Message}", exception),
        };
    }

    public static SwarmException Damaged(string path, Exception cause) => new(
        ErrorCode.StoreDamaged, $"The catalog '{path}' is damaged: run 'swarm store repair', which rebuilds it from the packs.", cause);
}
