using Microsoft.Data.Sqlite;

namespace Swarm.Storage.Catalogs;

/// <summary>
/// A catalog as it was before a transaction that a crash cut short, where it lies on a disk that may only be read: SQLite undoes the
/// transaction in the file itself, which it cannot there. It is undone in a copy, which is read in memory.
/// </summary>
internal static class CatalogCopy
{
    /// <summary>Whether a transaction has to be undone, and may not be here.</summary>
    public static bool IsNeeded(string path) => new FileInfo(path + SqliteAccess.JournalEnding) is { Exists: true, Length: > 0 } && !MayWrite(path);

    /// <summary>Gives the catalog as it was, for reading alone.</summary>
    public static SqliteConnection Open(string path)
    {
        var folder = Directory.CreateTempSubdirectory("swarm-catalog-").FullName;
        try
        {
            var copy = Path.Combine(folder, "catalog.sqlite");
            Copy(path, copy);
            Copy(path + SqliteAccess.JournalEnding, copy + SqliteAccess.JournalEnding);
            using var undone = SqliteAccess.Open(copy, SqliteOpenMode.ReadWrite);
            var memory = SqliteAccess.Open(":memory:", SqliteOpenMode.Memory);
            undone.BackupDatabase(memory);
            SqliteAccess.Execute(memory, "PRAGMA query_only=ON;");
            return memory;
        }
        catch (SqliteException exception)
        {
            throw SqliteAccess.Translate(exception, path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Content alone: a mode that forbids writing would be copied too.
    private static void Copy(string source, string target)
    {
        using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        from.CopyTo(to);
    }

    // The journal alone is tried: to close any handle of the catalog's own file would drop locks that this process has on it.
    private static bool MayWrite(string path)
    {
        try
        {
            using var probe = new FileStream(path + SqliteAccess.JournalEnding, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
