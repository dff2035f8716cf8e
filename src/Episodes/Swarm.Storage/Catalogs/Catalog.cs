using System.Globalization;
using Microsoft.Data.Sqlite;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Storage.Packs;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Catalogs;

/// <summary>
/// The index of a store: where records stand, and its nodes, runs and heads. One connection serves all threads, a call
/// at a time; SQLite's rollback journal with full sync makes each transaction durable.
/// </summary>
internal sealed class Catalog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly string _path;
    private SqliteCommand? _find;

    private Catalog(SqliteConnection connection, string path) => (_connection, _path) = (connection, path);

    /// <summary>Whether it was of an older version when it was opened. It is read and written as it is, until it is upgraded.</summary>
    public bool IsOlder { get; private set; }

    /// <summary>Makes an empty catalog in a new file.</summary>
    public static void Create(string path)
    {
        using var connection = SqliteAccess.Open(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            SqliteAccess.MakeDurable(connection);
            SqliteAccess.Execute(connection, string.Create(
                CultureInfo.InvariantCulture, $"BEGIN; {CatalogSchema.Create} PRAGMA user_version={CatalogSchema.Version}; COMMIT;"));
        }
        catch (SqliteException exception)
        {
            throw SqliteAccess.Translate(exception, path);
        }
    }

    /// <summary>Opens a catalog; where the folder cannot be written, for reading only.</summary>
    public static Catalog Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new SwarmException(ErrorCode.StoreDamaged, $"The catalog '{path}' is missing: run 'swarm store repair', which rebuilds it from the packs.");
        }

        try
        {
            return Open(SqliteAccess.Open(path, SqliteOpenMode.ReadWrite), path);
        }
        catch (SwarmException exception) when (exception.InnerException is not null && CatalogCopy.IsNeeded(path))
        {
            return Open(CatalogCopy.Open(path), path);
        }
    }

    private static Catalog Open(SqliteConnection connection, string path)
    {
        var catalog = new Catalog(connection, path);
        try
        {
            catalog.MakeDurable();
            var version = catalog.Read("PRAGMA user_version", row => row.GetInt32(0))[0];
            RequireKnown(version, path);
            catalog.IsOlder = version < CatalogSchema.Version;
            return catalog;
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    /// <summary>Finds a record.</summary>
    public RecordLocation? Find(Digest id)
    {
        lock (_gate)
        {
            try
            {
                if (_find is null)
                {
                    _find = _connection.CreateCommand();
                    _find.CommandText = "SELECT p.name, r.offset, r.length FROM record r JOIN pack p USING(pack_id) WHERE r.id = $id";
                    _find.Parameters.Add("$id", SqliteType.Blob);
                }

                _find.Parameters[0].Value = id.ToArray();
                using var reader = _find.ExecuteReader();
                return reader.Read() ? new RecordLocation(reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2)) : null;
            }
            catch (SqliteException exception)
            {
                throw SqliteAccess.Translate(exception, _path);
            }
        }
    }

    /// <summary>Reads rows.</summary>
    public List<T> Read<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        lock (_gate)
        {
            try
            {
                using var command = CatalogTransaction.Prepare(_connection, sql, parameters);
                using var reader = command.ExecuteReader();
                var rows = new List<T>();
                while (reader.Read())
                {
                    rows.Add(map(reader));
                }

                return rows;
            }
            catch (SqliteException exception)
            {
                throw SqliteAccess.Translate(exception, _path);
            }
            catch (Exception exception) when (IsUnreadable(exception))
            {
                throw SqliteAccess.Damaged(_path, exception);
            }
        }
    }

    /// <summary>Does all of it or nothing.</summary>
    public T Write<T>(Func<CatalogTransaction, T> work)
    {
        lock (_gate)
        {
            try
            {
                var transaction = new CatalogTransaction(_connection);
                transaction.Execute("BEGIN IMMEDIATE");
                try
                {
                    // A newer Swarm may have upgraded it since it was opened here.
                    RequireKnown(transaction.Version, _path);
                    EnsureJournal();
                    var result = work(transaction);
                    transaction.Execute("COMMIT");
                    return result;
                }
                finally
                {
                    // A full disk makes SQLite roll back by itself, and a second rollback would hide why.
                    if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
                    {
                        transaction.Execute("ROLLBACK");
                    }
                }
            }
            catch (SqliteException exception)
            {
                throw SqliteAccess.Translate(exception, _path);
            }
        }
    }

    /// <summary>
    /// Makes an older catalog one of this version, unless a run is under way: an older Swarm could not write it down any more.
    /// The caller keeps other writers and sweeps out.
    /// </summary>
    public void Upgrade() => Write(transaction =>
    {
        if (transaction.ReadFirst("SELECT 1 FROM run WHERE status = $running LIMIT 1", row => row.GetInt32(0), ("$running", RunStatus.Running)) == 1)
        {
            return false;
        }

        foreach (var upgrade in CatalogSchema.Upgrades.Skip(transaction.Version - 1))
        {
            transaction.Execute(upgrade);
        }

        transaction.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={CatalogSchema.Version}"));
        return true;
    });

    public void Dispose()
    {
        lock (_gate)
        {
            _find?.Dispose();
            _connection.Dispose();
        }
    }

    private void MakeDurable()
    {
        try
        {
            SqliteAccess.MakeDurable(_connection);
        }
        catch (SqliteException exception)
        {
            throw SqliteAccess.Translate(exception, _path);
        }
    }

    /// <summary>A journal whose name is not on the disk could not undo half a transaction after a power cut.</summary>
    private void EnsureJournal()
    {
        var journal = _path + SqliteAccess.JournalEnding;
        try
        {
            if (!File.Exists(journal))
            {
                using (new FileStream(journal, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
                {
                    DirectoryFlush.Flush(Path.GetDirectoryName(_path)!);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(journal, exception);
        }
    }

    private static void RequireKnown(int version, string path)
    {
        if (version > CatalogSchema.Version)
        {
            throw new SwarmException(
                ErrorCode.StoreVersionUnsupported,
                $"The catalog '{path}' has version {version} and this Swarm reads up to {CatalogSchema.Version}. {Store.HowToUpdate}");
        }

        if (version < 1)
        {
            throw new SwarmException(ErrorCode.StoreDamaged, $"The database '{path}' is no catalog: run 'swarm store repair', which rebuilds it from the packs.");
        }
    }

    /// <summary>A row that holds what nothing ever wrote there.</summary>
    private static bool IsUnreadable(Exception exception) =>
        exception is (InvalidOperationException and not ObjectDisposedException) or InvalidCastException or OverflowException or FormatException or ArgumentException
        || (exception is SwarmException known && known.ErrorCode == ErrorCode.SchemaInvalid);
}
