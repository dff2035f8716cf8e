using Swarm.Core.Errors;
using Swarm.State.Checking;
using Swarm.State.Comparison;
using Swarm.State.Exporting;
using Swarm.State.Inspection;
using Swarm.State.Querying;
using static Swarm.State.Tests.Folder;

namespace Swarm.State.Tests;

public sealed class HostileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Triggers_and_views_that_would_act_do_nothing()
    {
        var path = _folder.Create("state.db", """
            CREATE TABLE t (id INTEGER PRIMARY KEY, a);
            INSERT INTO t VALUES (1, 2);
            CREATE VIEW v AS SELECT load_extension('/tmp/evil') AS a FROM t;
            CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT load_extension('/tmp/evil'); END;
            """);

        StateDatabase.Check(path);
        Assert.Equal(1, StateInspector.Inspect(path).Tables.Single().Rows);
        Assert.True(StateComparer.Compare(path, path).IsSame);
        AssertCode(ErrorCode.StateQueryInvalid, () => StateQuery.Execute(path, "SELECT * FROM v").Count());
        AssertCode(ErrorCode.StateQueryInvalid, () => StateExporter.ExportJsonLines(path, "v", Stream.Null));
    }

    [Theory]
    [InlineData("INSERT INTO sqlite_master VALUES ('table', 'x', 'x', 2, 'CREATE TABLE x (')")]
    [InlineData("UPDATE sqlite_master SET sql = 'DROP TABLE t' WHERE name = 't'")]
    [InlineData("UPDATE sqlite_master SET rootpage = 1000000 WHERE name = 't'")]
    [InlineData("UPDATE sqlite_master SET rootpage = -5 WHERE name = 't'")]
    [InlineData("UPDATE sqlite_master SET rootpage = 1 WHERE name = 't'")]
    [InlineData("UPDATE sqlite_master SET type = x'00', name = x'ff', tbl_name = 3.5 WHERE name = 'i'")]
    [InlineData("UPDATE sqlite_master SET sql = 'CREATE TABLE t (' || replace(hex(zeroblob(200000)), '00', 'a,') || 'b)' WHERE name = 't'")]
    [InlineData("UPDATE sqlite_master SET sql = 'CREATE TABLE t (a CHECK (' || replace(hex(zeroblob(5000)), '00', 'NOT ') || '1))'")]
    [InlineData("INSERT INTO sqlite_master SELECT * FROM sqlite_master")]
    public void A_forged_schema_is_refused_or_harmless(string forgery)
    {
        var path = _folder.Create(
            "state.db", "CREATE TABLE t (a PRIMARY KEY, b); CREATE INDEX i ON t (b); INSERT INTO t VALUES (1, 2);");
        using (var connection = Open(path))
            Execute(connection, $"PRAGMA writable_schema=ON; {forgery};");
        Action[] uses =
        [
            () => StateDatabase.Check(path),
            () => StateInspector.Inspect(path),
            () => StateComparer.Compare(path, path),
            () => StateComparer.CompareRows(path, path, "t").Count(),
            () => StateExporter.ExportJsonLines(path, "t", Stream.Null),
            () => StateQuery.Execute(path, "SELECT * FROM t").Count(),
        ];

        foreach (var use in uses)
        {
            if (Record.Exception(use) is { } refusal)
                Assert.StartsWith("STATE_", Assert.IsType<SwarmException>(refusal).Code, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Virtual_tables_are_named_and_not_opened()
    {
        const string Schema = """
            CREATE VIRTUAL TABLE words USING fts5 (body);
            CREATE VIRTUAL TABLE boxes USING rtree (id, x0, x1);
            INSERT INTO words VALUES ('the quick brown fox');
            INSERT INTO boxes VALUES (1, 0, 10);
            """;
        var path = _folder.Create("state.db", Schema);
        var other = _folder.Create("other.db", Schema + "INSERT INTO words VALUES ('another');");

        StateDatabase.Check(path);
        var tables = StateInspector.Inspect(path).Tables;
        var difference = StateComparer.Compare(path, other);

        Assert.All(tables.Where(table => table.Name is "words" or "boxes"), table => Assert.True(table.IsVirtual && table.Rows is null));
        Assert.Equal(1, difference.Tables.Single(table => table.Name == "words_content").Added);
        Assert.Equal(ChangeKind.Unchanged, difference.Tables.Single(table => table.Name == "words").Change);
        AssertCode(ErrorCode.StateQueryInvalid, () => StateExporter.ExportJsonLines(path, "words", Stream.Null));
        AssertCode(ErrorCode.StateQueryInvalid, () => StateComparer.CompareRows(path, other, "words").Count());
        Assert.Equal("the quick brown fox", StateQuery.Execute(path, "SELECT * FROM words WHERE words MATCH 'fox'").Single()["body"]);
        Assert.Equal(10.0, StateQuery.Execute(path, "SELECT x1 FROM boxes").Single()["x1"]);
    }

    [Fact]
    public void A_virtual_table_of_an_unknown_module_is_only_named()
    {
        var path = _folder.Create("state.db", "CREATE TABLE t (a); INSERT INTO t VALUES (1);");
        using (var connection = Open(path))
        {
            Execute(connection, "PRAGMA writable_schema=ON; "
                + "INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING nowhere (a)');");
        }

        StateDatabase.Check(path);
        Assert.Equal(["t", "v"], StateInspector.Inspect(path).Tables.Select(table => table.Name));
        AssertCode(ErrorCode.StateQueryInvalid, () => StateQuery.Execute(path, "SELECT * FROM v").Count());
    }

    [Fact]
    public void An_index_that_hides_rows_hides_them_from_nobody()
    {
        var honest = _folder.Create(
            "honest.db", "CREATE TABLE t (k TEXT PRIMARY KEY, v); INSERT INTO t VALUES ('a', 1), ('b', 2), ('c', 3);");
        var path = _folder.Create("state.db", """
            CREATE TABLE t (k TEXT PRIMARY KEY, v); INSERT INTO t VALUES ('a', 1), ('b', 2), ('c', 3);
            CREATE TABLE u (k TEXT PRIMARY KEY, v); INSERT INTO u VALUES ('a', 1);
            PRAGMA writable_schema=ON;
            UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_u_1')
                WHERE name = 'sqlite_autoindex_t_1';
            DELETE FROM sqlite_master WHERE tbl_name = 'u';
            """);

        Assert.Equal(3, StateInspector.Inspect(path).Tables.Single(table => table.Name == "t").Rows);
        var table = StateComparer.Compare(honest, path).Tables.Single(table => table.Name == "t");
        Assert.Equal((0, 0, 0), (table.Added, table.Removed, table.Changed));
    }

    [Fact]
    public void A_generated_column_that_never_ends_is_never_computed()
    {
        var path = _folder.Create("state.db", """
            CREATE TABLE t (
                id INTEGER PRIMARY KEY,
                big AS (replace(hex(zeroblob(10000000)), '0', 'aaaaaaaaaa') || hex(zeroblob(10000000 * id))));
            INSERT INTO t VALUES (1);
            """);

        StateDatabase.Check(path);
        Assert.True(StateComparer.Compare(path, path).IsSame);
        Assert.Equal(1, StateExporter.ExportJsonLines(path, "t", Stream.Null));
        var limits = new StateQueryLimits { MaximumValueBytes = 1_000_000 };
        AssertCode(ErrorCode.StateQueryInvalid, () => StateQuery.Execute(path, "SELECT big FROM t", limits: limits).Count());
    }
}
