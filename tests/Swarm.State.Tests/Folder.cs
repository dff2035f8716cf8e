using Microsoft.Data.Sqlite;
using Swarm.Core.Errors;

namespace Swarm.State.Tests;

/// <summary>A temporary folder with databases that other programs, as it were, have written.</summary>
public sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("swarm-state-");

    public string this[string name] => Path.Combine(_root.FullName, name);

    public IEnumerable<string> Names => _root.EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal);

    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 5;
        command.ExecuteNonQuery();
    }

    public static object? Scalar(string path, string sql)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public static void AssertCode(ErrorCode code, Action action) =>
        Assert.Equal(code.Name, Assert.Throws<SwarmException>(action).Code);

    public string Create(string name, string sql)
    {
        using var connection = Open(this[name]);
        Execute(connection, sql);
        return this[name];
    }

    public string CreateThousandRows(string name) => Create(name, """
        CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, size INTEGER);
        CREATE INDEX item_name ON item (name);
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
        INSERT INTO item SELECT i, printf('item %05d', i), i * 7 FROM n;
        """);

    /// <summary>What a program leaves that is killed with its write-ahead log not taken in.</summary>
    public string CreateAbandonedLog(string name)
    {
        var live = CreateThousandRows("live-" + name);
        using var connection = Open(live);
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; DELETE FROM item WHERE id <= 400;");
        return CopyWithCompanions(live, name, "-wal", "-shm");
    }

    /// <summary>What a program leaves that is killed in the middle of a transaction.</summary>
    public string CreateHotJournal(string name)
    {
        var live = CreateThousandRows("live-" + name);
        using var connection = Open(live);
        Execute(connection, "PRAGMA cache_size=2; BEGIN; UPDATE item SET name = name || ' changed by a step that was killed';");
        return CopyWithCompanions(live, name, "-journal");
    }

    public IReadOnlyDictionary<string, (string Bytes, DateTime Written)> Record() =>
        _root.EnumerateFiles().ToDictionary(
            file => file.Name, file => (Convert.ToHexString(File.ReadAllBytes(file.FullName)), file.LastWriteTimeUtc));

    public void Dispose() => _root.Delete(recursive: true);

    private string CopyWithCompanions(string live, string name, params string[] suffixes)
    {
        foreach (var suffix in suffixes.Prepend(""))
        {
            Assert.True(new FileInfo(live + suffix).Length > 0, $"the live database has no {suffix}");
            using var from = new FileStream(live + suffix, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var to = File.Create(this[name] + suffix);
            from.CopyTo(to);
        }

        return this[name];
    }
}
