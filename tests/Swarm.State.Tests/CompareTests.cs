using Swarm.Core.Errors;
using Swarm.State.Comparison;
using static Swarm.State.Tests.Folder;

namespace Swarm.State.Tests;

public sealed class CompareTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_are_matched_by_primary_key()
    {
        var (table, changes) = Compare(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 'same'), (2, 'old'), (3, 'gone');",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (4, 'new'), (2, 'changed'), (1, 'same');");

        Assert.Equal(new TableDifference("t", ChangeKind.Changed, Added: 1, Removed: 1, Changed: 1, SchemaChanged: false), table);
        Assert.Equal([ChangeKind.Changed, ChangeKind.Removed, ChangeKind.Added], changes.Select(change => change.Kind));
        Assert.Equal([2L, 3L, 4L], changes.Select(change => change.Key!["id"]));
        Assert.Equal(["old", "gone", null], changes.Select(change => change.Reference?["v"]));
        Assert.Equal(["changed", null, "new"], changes.Select(change => change.Difference?["v"]));
    }

    [Fact]
    public void Rows_without_a_key_count_as_often_as_they_occur()
    {
        var (table, changes) = Compare(
            "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 1), (1, 1), (1, 1), (2, NULL), (3, 3);",
            "CREATE TABLE t (a, b); INSERT INTO t VALUES (3, 3), (1, 1), (2, NULL), (2, NULL), (4, x'');");

        Assert.Equal((2, 3 - 1, 0), (table.Added, table.Removed, table.Changed));
        Assert.All(changes, change => Assert.Null(change.Key));
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1", "'1'")]
    [InlineData("'1'", "x'31'")]
    [InlineData("''", "NULL")]
    [InlineData("''", "x''")]
    [InlineData("'a'", "'A'")]
    [InlineData("'a'", "'a '")]
    [InlineData("9007199254740993", "9007199254740992.0")]
    [InlineData("'x' || char(0) || '1'", "'x' || char(0) || '2'")]
    public void Values_are_the_same_only_where_type_and_content_are(string reference, string difference)
    {
        foreach (var schema in (string[])["id INTEGER PRIMARY KEY, v", "id, v", "id TEXT COLLATE NOCASE PRIMARY KEY, v COLLATE NOCASE"])
        {
            var (table, _) = Compare(
                $"CREATE TABLE t ({schema}); INSERT INTO t VALUES (1, {reference}), (2, 0);",
                $"CREATE TABLE t ({schema}); INSERT INTO t VALUES (1, {difference}), (2, 0);");

            Assert.Equal(1, schema == "id, v" ? table.Added : table.Changed);
            Assert.Equal(1, schema == "id, v" ? table.Removed : table.Changed);
        }
    }

    [Fact]
    public void Numbers_that_sort_as_one_do_not_confuse_rows_without_a_key()
    {
        var (table, _) = Compare(
            "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'b'), (1.0, 'a'), (2, 1.0), (2, 1);",
            "CREATE TABLE t (a, b); INSERT INTO t VALUES (2, 1), (2, 1.0), (1.0, 'a'), (1, 'b');");

        Assert.Equal(ChangeKind.Unchanged, table.Change);
    }

    [Fact]
    public void Keys_that_hold_NULL_are_no_keys()
    {
        var (table, changes) = Compare(
            "CREATE TABLE t (k TEXT PRIMARY KEY, v); INSERT INTO t VALUES (NULL, 1), (NULL, 2), (NULL, 2), ('a', 1);",
            "CREATE TABLE t (k TEXT PRIMARY KEY, v); INSERT INTO t VALUES (NULL, 2), (NULL, 1), (NULL, 3), ('a', 2);");

        Assert.Equal((1, 1, 1), (table.Added, table.Removed, table.Changed));
        Assert.Equal("a", changes.Single(change => change.Kind == ChangeKind.Changed).Key!["k"]);
    }

    [Fact]
    public void A_column_that_one_side_lacks_counts_as_NULL()
    {
        var (table, changes) = Compare(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a, gone); INSERT INTO t VALUES (1, 1, NULL), (2, 2, 2), (3, 3, NULL);",
            "CREATE TABLE t (new, A, Id INTEGER PRIMARY KEY); INSERT INTO t VALUES (NULL, 1, 1), (NULL, 2, 2), (5, 3, 3);");

        Assert.Equal(new TableDifference("t", ChangeKind.Changed, 0, 0, Changed: 2, SchemaChanged: true), table);
        Assert.Equal(["id", "a", "gone", "new"], changes[0].Reference!.Columns);
    }

    [Fact]
    public void A_table_whose_key_became_another_is_compared_by_values()
    {
        var (table, _) = Compare(
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b); INSERT INTO t VALUES (1, 1), (2, 2);",
            "CREATE TABLE t (a, b INTEGER PRIMARY KEY); INSERT INTO t VALUES (1, 1), (3, 2);");

        Assert.Equal((1, 1, 0, true), (table.Added, table.Removed, table.Changed, table.SchemaChanged));
    }

    [Fact]
    public void Tables_that_came_or_went_are_told_with_their_rows()
    {
        var reference = _folder.Create(
            "reference.db", "CREATE TABLE old (a); INSERT INTO old VALUES (1), (2); CREATE TABLE \"O\"\"d\" (a);");
        var difference = _folder.Create(
            "difference.db", "CREATE TABLE new (a); INSERT INTO new VALUES (1); CREATE TABLE \"o\"\"D\" (a);");

        var result = StateComparer.Compare(reference, difference);

        Assert.Equal(
            [
                new TableDifference("new", ChangeKind.Added, 1, 0, 0, SchemaChanged: true),
                new TableDifference("o\"D", ChangeKind.Changed, 0, 0, 0, SchemaChanged: true),
                new TableDifference("old", ChangeKind.Removed, 0, 2, 0, SchemaChanged: true),
            ],
            result.Tables);
        Assert.Equal(
            [ChangeKind.Removed, ChangeKind.Removed],
            StateComparer.CompareRows(reference, difference, "OLD").Select(row => row.Kind));
        Assert.Equal(1L, StateComparer.CompareRows(reference, difference, "new").Single().Difference!["a"]);
        AssertCode(ErrorCode.StateQueryInvalid, () => StateComparer.CompareRows(reference, difference, "neither").Count());
    }

    [Fact]
    public void An_index_or_a_view_more_is_a_change_of_schema()
    {
        var plain = _folder.Create("plain.db", "CREATE TABLE t (a);");
        var indexed = _folder.Create("indexed.db", "CREATE TABLE t (a); CREATE INDEX i ON t (a);");
        var viewed = _folder.Create("viewed.db", "CREATE TABLE t (a); CREATE VIEW v AS SELECT 1;");

        Assert.True(StateComparer.Compare(plain, indexed).Tables.Single().SchemaChanged);
        Assert.Equal(ChangeKind.Unchanged, StateComparer.Compare(plain, viewed).Tables.Single().Change);
        Assert.True(StateComparer.Compare(plain, viewed).SchemaChanged);
        Assert.False(StateComparer.Compare(plain, viewed).IsSame);
        Assert.True(StateComparer.Compare(plain, plain).IsSame);
    }

    [Fact]
    public void Empty_states_compare_as_databases_of_no_tables()
    {
        var some = _folder.Create("some.db", "CREATE TABLE t (a); INSERT INTO t VALUES (1);");
        File.WriteAllBytes(_folder["empty.db"], []);

        Assert.Equal(ChangeKind.Added, StateComparer.Compare(_folder["empty.db"], some).Tables.Single().Change);
        Assert.Equal(ChangeKind.Removed, StateComparer.Compare(some, _folder["absent.db"]).Tables.Single().Change);
        Assert.True(StateComparer.Compare(_folder["absent.db"], _folder["empty.db"]).IsSame);
    }

    [Fact]
    public void Encodings_and_page_sizes_make_no_difference()
    {
        const string Rows = "CREATE TABLE t (k TEXT PRIMARY KEY, v) WITHOUT ROWID; CREATE TABLE u (a); "
            + "INSERT INTO t VALUES ('é', 1), ('z', 2), ('\U0001F600', 3), ('\uFFFD', 4), ('\uE000', 5); INSERT INTO u SELECT k FROM t;";
        var narrow = _folder.Create("narrow.db", Rows);
        foreach (var encoding in (string[])["UTF-16le", "UTF-16be"])
        {
            var wide = _folder.Create(encoding + ".db", $"PRAGMA encoding='{encoding}'; PRAGMA page_size=512; {Rows}");
            Assert.True(StateComparer.Compare(narrow, wide).IsSame);
            Assert.True(StateComparer.Compare(wide, narrow).IsSame);
        }
    }

    [Fact]
    public void Comparing_leaves_no_trace()
    {
        var reference = _folder.CreateThousandRows("reference.db");
        var difference = _folder.CreateThousandRows("difference.db");
        using (var connection = Open(difference))
            Execute(connection, "PRAGMA journal_mode=WAL; DELETE FROM item WHERE id % 2;");
        var before = _folder.Record();

        Assert.Equal(500, StateComparer.Compare(reference, difference).Tables.Single().Removed);
        Assert.Equal(2, StateComparer.CompareRows(reference, difference, "item").Take(2).Count());

        Assert.Equal(before, _folder.Record());
    }

    [Fact]
    public void A_cancelled_comparison_ends()
    {
        var path = _folder.CreateThousandRows("state.db");

        Assert.ThrowsAny<OperationCanceledException>(
            () => StateComparer.Compare(path, path, new CancellationToken(canceled: true)));
    }

    private (TableDifference Table, List<RowChange> Changes) Compare(string referenceSql, string differenceSql)
    {
        File.Delete(_folder["reference.db"]);
        File.Delete(_folder["difference.db"]);
        var reference = _folder.Create("reference.db", referenceSql);
        var difference = _folder.Create("difference.db", differenceSql);
        var table = StateComparer.Compare(reference, difference).Tables.Single();
        var changes = StateComparer.CompareRows(reference, difference, table.Name).ToList();
        Assert.Equal(
            [table.Added, table.Removed, table.Changed],
            new[] { ChangeKind.Added, ChangeKind.Removed, ChangeKind.Changed }.Select(kind => changes.LongCount(row => row.Kind == kind)));
        return (table, changes);
    }
}
