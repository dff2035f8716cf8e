using Microsoft.Data.Sqlite;
using Swarm.Core.Errors;
using Swarm.State.Checking;
using Swarm.State.Comparison;
using Swarm.State.Exporting;
using Swarm.State.Inspection;
using static Swarm.State.Tests.Folder;

namespace Swarm.State.Tests;

/// <summary>Databases whose programs brought collations, functions, modules and tokenizers of their own.</summary>
public sealed class LackingTests : IDisposable
{
    private const string Rows = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)";

    private readonly Folder _folder = new();

    public static TheoryData<string, string, string> Schemas => new()
    {
        { "a collation of a unique index", $"CREATE TABLE t (a TEXT COLLATE mine UNIQUE, b); {Rows} INSERT INTO t SELECT 'row ' || i, i FROM n", "'mine'" },
        { "a collation of a key", $"CREATE TABLE t (a TEXT COLLATE mine PRIMARY KEY, b) WITHOUT ROWID; {Rows} INSERT INTO t SELECT 'row ' || i, i FROM n", "'mine'" },
        { "a collation of an index", $"CREATE TABLE t (a, b); CREATE INDEX i ON t (a COLLATE \"mine\"); {Rows} INSERT INTO t SELECT 'row ' || i, i FROM n", "'mine'" },
        { "two collations", $"CREATE TABLE t (a TEXT COLLATE mine UNIQUE, b TEXT COLLATE other UNIQUE); {Rows} INSERT INTO t SELECT i, i FROM n", "'other'" },
        { "a function of a column that is not null", $"CREATE TABLE t (a, b AS (twice(a)) NOT NULL); CREATE TABLE u (a NOT NULL); {Rows} INSERT INTO t SELECT i FROM n; INSERT INTO u VALUES (1)", "'twice'" },
        { "a tokenizer of FTS5", Alter("CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f VALUES ('hello world')", "CREATE VIRTUAL TABLE f USING fts5(x, tokenize = 'jieba')"), "virtual tables" },
        { "a tokenizer of FTS4", Alter("CREATE VIRTUAL TABLE f USING fts4(x); INSERT INTO f VALUES ('hello world')", "CREATE VIRTUAL TABLE f USING fts4(x, tokenize=jieba)"), "virtual tables" },
        { "a collation beside a tokenizer", Alter("CREATE TABLE t (a TEXT COLLATE mine UNIQUE); INSERT INTO t VALUES (1); CREATE VIRTUAL TABLE f USING fts4(x)", "CREATE VIRTUAL TABLE f USING fts4(x, tokenize=jieba)"), "'mine'" },
    };

    // What keeps the check whole: nothing is lacking that it needs.
    public static TheoryData<string> Whole =>
    [
        $"CREATE TABLE t (a, b); CREATE INDEX i ON t (twice(a)); {Rows} INSERT INTO t SELECT i, i FROM n",
        $"CREATE TABLE t (a CHECK (twice(a) > 0)); {Rows} INSERT INTO t SELECT i FROM n",
        $"CREATE TABLE t (a); CREATE VIEW v AS SELECT twice(a) FROM t; {Rows} INSERT INTO t SELECT i FROM n",
        $"CREATE TABLE t (a, b AS (twice(a))); {Rows} INSERT INTO t SELECT i FROM n",
        Alter("CREATE VIRTUAL TABLE f USING fts5(x)", "CREATE VIRTUAL TABLE f USING vec0(x)"),
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_sound_database_is_kept_and_what_was_not_checked_is_said(string what, string sql, string lacking)
    {
        var path = Create(sql);
        var bytes = File.ReadAllBytes(path);
        var check = StateDatabase.Check(path);
        Assert.True(check.Unchecked.Any(part => part.Contains(lacking, StringComparison.Ordinal)), $"{what}: {string.Join("; ", check.Unchecked)}");
        Assert.Equal(bytes, File.ReadAllBytes(path));

        var summary = StateInspector.Inspect(path);
        Assert.Contains(summary.Lacking, part => part.Contains(lacking, StringComparison.Ordinal));
        Assert.All(summary.Tables.Where(table => !table.IsVirtual), table => Assert.NotNull(table.Rows));
        StateDatabase.CopyConsistent(path, _folder["copy.db"]);
        Assert.Equal(summary.SchemaDigest, StateInspector.Inspect(_folder["copy.db"]).SchemaDigest);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Comparing_counts_rows_as_their_bytes_are(string what, string sql, string lacking)
    {
        Assert.NotEmpty(lacking);
        var (first, second) = (Create(sql), Create(sql, "second.db"));
        Assert.True(StateComparer.Compare(first, second).IsSame, what);
        if (!sql.Contains("TABLE t", StringComparison.Ordinal))
        {
            return;
        }

        using (var connection = OpenWithAll("second.db"))
        {
            Execute(connection, "DELETE FROM t WHERE a IN ('row 3', '3', 3)");
            Execute(connection, "INSERT INTO t (a) VALUES ('ROW 4'), ('new')");
        }

        var table = StateComparer.Compare(first, second).Tables.Single(table => table.Name == "t");
        var changes = StateComparer.CompareRows(first, second, "t").ToList();
        var (before, after) = (CountRows(first), CountRows(second));
        Assert.Equal((2, after - before), (table.Added, table.Added - table.Removed));
        Assert.Equal((table.Added, table.Removed, table.Changed), (Count(ChangeKind.Added), Count(ChangeKind.Removed), Count(ChangeKind.Changed)));

        int Count(ChangeKind kind) => changes.Count(change => change.Kind == kind);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Every_stored_row_is_exported(string what, string sql, string lacking)
    {
        Assert.NotEmpty(lacking);
        var path = Create(sql);
        foreach (var table in StateInspector.Inspect(path).Tables.Where(table => !table.IsVirtual))
        {
            using var lines = new MemoryStream();
            Assert.True(StateExporter.ExportJsonLines(path, table.Name, lines, TestContext.Current.CancellationToken) == table.Rows, $"{what}: {table.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void What_needs_nothing_that_is_lacking_is_checked_whole(string sql)
    {
        var path = Create(sql);
        Assert.Empty(StateDatabase.Check(path).Unchecked);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Corruption_is_refused_all_the_same(string what, string sql, string lacking)
    {
        Assert.NotEmpty(lacking);
        var path = Create(sql + "; CREATE TABLE victim (id INTEGER PRIMARY KEY, text); INSERT INTO victim VALUES (1, zeroblob(20000))");
        var sound = File.ReadAllBytes(path);
        var pageSize = (sound[16] << 8) | sound[17];
        var refused = 0;
        for (var page = 1; page < sound.Length / pageSize; page++)
        {
            // The head of every page in turn: kind of page, free blocks, number of cells.
            var damaged = sound.ToArray();
            damaged.AsSpan(page * pageSize, 8).Fill(0xA5);
            File.WriteAllBytes(path, damaged);
            if (Record.Exception(() => StateDatabase.Check(path)) is { } exception)
            {
                Assert.Equal(ErrorCode.StateInvalid, Assert.IsType<SwarmException>(exception).ErrorCode);
                refused++;
            }
        }

        // A page of a blob's overflow has no head; every page of a tree has.
        Assert.True(refused >= (sound.Length / pageSize) - 8, $"{what}: {refused} of {sound.Length / pageSize} pages");
    }

    [Fact]
    public void A_null_that_the_lacking_function_does_not_explain_is_refused()
    {
        var path = Create("CREATE TABLE t (a, b AS (twice(a)) NOT NULL); CREATE TABLE u (a NOT NULL); INSERT INTO t VALUES (1); INSERT INTO u VALUES (1)");
        using (var connection = Open(path))
        {
            Execute(connection, "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE u (a)' WHERE name = 'u'");
        }

        using (var connection = Open(path))
        {
            Execute(connection, "INSERT INTO u VALUES (NULL); PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE u (a NOT NULL)' WHERE name = 'u'");
        }

        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.Check(path));
    }

    private static string Alter(string sql, string declaration) =>
        $"{sql}; PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = '{declaration.Replace("'", "''", StringComparison.Ordinal)}' WHERE name = 'f'; PRAGMA writable_schema=OFF";

    private static long CountRows(string path) => StateInspector.Inspect(path).Tables.Single(table => table.Name == "t").Rows!.Value;

    private string Create(string sql, string name = "state.db")
    {
        using var connection = OpenWithAll(name);
        Execute(connection, sql);
        return _folder[name];
    }

    private SqliteConnection OpenWithAll(string name)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _folder[name], Pooling = false }.ToString());
        connection.Open();
        connection.CreateCollation("mine", static (left, right) => -string.CompareOrdinal(left, right));
        connection.CreateCollation("other", static (left, right) => left.Length != right.Length ? left.Length - right.Length : string.CompareOrdinal(left, right));
        connection.CreateFunction("twice", static (long value) => 2 * value, isDeterministic: true);
        return connection;
    }
}
