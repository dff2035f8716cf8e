using System.Diagnostics;
using Swarm.Core.Errors;
using Swarm.State.Querying;
using static Swarm.State.Tests.Folder;

namespace Swarm.State.Tests;

public sealed class QueryTests : IDisposable
{
    private const string Endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_keep_their_types_and_columns_their_order()
    {
        File.WriteAllBytes(_folder["empty.db"], []);

        const string Sql = "SELECT NULL AS n, 1 AS i, 1.0 AS r, 'é' || char(0) || 'x' AS t, x'00ff' AS b";

        var row = StateQuery.Execute(_folder["empty.db"], Sql).Single();

        Assert.Equal(["n", "i", "r", "t", "b"], row.Columns);
        Assert.Equal([null, 1L, 1.0, "é\0x", new byte[] { 0, 255 }], row.Values);
    }

    [Fact]
    public void Columns_of_one_name_are_numbered()
    {
        var row = StateQuery.Execute(_folder["none.db"], "SELECT 1 AS a, 2 AS a, 3 AS A, 4 AS a_2, 5 AS b").Single();

        Assert.Equal(["a", "a_2", "A_3", "a_2_2", "b"], row.Columns);
    }

    [Fact]
    public void Parameters_are_bound_by_name_under_each_mark()
    {
        var parameters = new Dictionary<string, object?>
        {
            ["a"] = 1,
            ["@b"] = "text",
            ["c"] = new byte[] { 1 },
            ["d"] = null,
            ["e"] = 1.5,
            ["f"] = true,
            ["g"] = Array.Empty<byte>(),
            ["h"] = "",
        };

        var row = StateQuery.Execute(_folder["none.db"], "SELECT @a, :b, $c, @d, @e, @f, @a + 1, @g, @h", parameters).Single();

        Assert.Equal([1L, "text", new byte[] { 1 }, null, 1.5, 1L, 2L, Array.Empty<byte>(), ""], row.Values);
    }

    [Theory]
    [InlineData("SELECT @missing", "missing")]
    [InlineData("SELECT ?", "no name")]
    [InlineData("SELECT 1", "spare")]
    [InlineData("SELECT @spare FROM nowhere", "nowhere")]
    public void A_parameter_without_its_match_is_named(string sql, string expected)
    {
        var parameters = new Dictionary<string, object?> { ["spare"] = 1 };

        var refusal = Assert.Throws<SwarmException>(() => StateQuery.Execute(_folder["none.db"], sql, parameters).Count());

        Assert.Equal("STATE_QUERY_INVALID", refusal.Code);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_of_another_type_is_refused() => AssertCode(
        ErrorCode.StateQueryInvalid,
        () => StateQuery.Execute(_folder["none.db"], "SELECT @a", new Dictionary<string, object?> { ["a"] = new object() }).Count());

    [Theory]
    [InlineData("INSERT INTO item VALUES (5000, 'x', 1)")]
    [InlineData("INSERT INTO item VALUES (5000, 'x', 1) RETURNING id")]
    [InlineData("UPDATE item SET size = 1")]
    [InlineData("DELETE FROM item")]
    [InlineData("DELETE FROM x_node")]
    [InlineData("CREATE TABLE other (a)")]
    [InlineData("CREATE TEMP TABLE other (a)")]
    [InlineData("DROP TABLE item")]
    [InlineData("ATTACH 'other.db' AS other")]
    [InlineData("DETACH main")]
    [InlineData("VACUUM")]
    [InlineData("VACUUM INTO 'other.db'")]
    [InlineData("REINDEX")]
    [InlineData("ANALYZE")]
    [InlineData("BEGIN")]
    [InlineData("PRAGMA query_only=OFF")]
    [InlineData("PRAGMA writable_schema=ON")]
    [InlineData("PRAGMA journal_mode=WAL")]
    [InlineData("PRAGMA temp_store_directory='/'")]
    [InlineData("PRAGMA user_version=5")]
    [InlineData("PRAGMA mmap_size=1000000")]
    [InlineData("SELECT load_extension('evil')")]
    [InlineData("SELECT fts3_tokenizer('simple')")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; DELETE FROM item")]
    [InlineData("SELECT 1; nonsense")]
    [InlineData("SELECT 'a\0b'")]
    [InlineData("")]
    [InlineData("-- nothing")]
    [InlineData("SELEC 1")]
    [InlineData("SELECT * FROM nowhere")]
    [InlineData("SELECT \"no column\" FROM item")]
    public void Whatever_does_more_than_read_once_is_refused(string sql)
    {
        var path = _folder.CreateThousandRows("state.db");
        using (var connection = Open(path))
            Execute(connection, "CREATE TABLE x_node (a)");
        var before = _folder.Record();

        AssertCode(ErrorCode.StateQueryInvalid, () => StateQuery.Execute(path, sql).Count());

        Assert.Equal(before, _folder.Record());
    }

    [Theory]
    [InlineData("SELECT count(*) AS c FROM item; -- that is all", 1000L)]
    [InlineData("WITH big AS (SELECT * FROM item WHERE size > 700) SELECT count(*) AS c FROM big ;;  ", 900L)]
    [InlineData("PRAGMA user_version", 0L)]
    [InlineData("SELECT count(*) FROM pragma_table_info('item')", 3L)]
    [InlineData("SELECT json_extract('{\"a\":5}', '$.a')", 5L)]
    [InlineData("SELECT max(id) FROM (SELECT id FROM item ORDER BY name DESC)", 1000L)]
    public void Whatever_reads_is_run_and_leaves_no_trace(string sql, object expected)
    {
        var path = _folder.CreateThousandRows("state.db");
        var before = _folder.Record();

        Assert.Equal(expected, StateQuery.Execute(path, sql).Single().Values[0]);

        Assert.Equal(before, _folder.Record());
    }

    [Fact]
    public void A_view_can_be_queried()
    {
        var path = _folder.Create("state.db", "CREATE TABLE t (a); INSERT INTO t VALUES (3); CREATE VIEW v AS SELECT a * 2 AS b FROM t;");

        Assert.Equal(6L, StateQuery.Execute(path, "SELECT b FROM v").Single()["B"]);
    }

    [Fact]
    public void Rows_stream_and_the_file_is_let_go_when_the_reader_stops()
    {
        var path = _folder["none.db"];
        const string Sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";

        Assert.Equal([1L, 2L, 3L], StateQuery.Execute(path, Sql).Take(3).Select(row => row["i"]));
        AssertCode(
            ErrorCode.StateQueryInvalid,
            () => StateQuery.Execute(path, Sql, limits: new StateQueryLimits { MaximumRows = 100 }).Count());
        Assert.Equal(100, StateQuery.Execute(path, Sql + " LIMIT 100", limits: new StateQueryLimits { MaximumRows = 100 }).Count());
    }

    [Fact]
    public void A_query_without_end_ends_when_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var clock = Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(
            () => StateQuery.Execute(_folder["none.db"], Endless, cancellationToken: cancellation.Token).Count());
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.15, 2);
    }

    [Fact]
    public void A_query_without_end_ends_at_its_time_limit()
    {
        var limits = new StateQueryLimits { Timeout = TimeSpan.FromMilliseconds(200) };
        var clock = Stopwatch.StartNew();

        AssertCode(ErrorCode.StateQueryInvalid, () => StateQuery.Execute(_folder["none.db"], Endless, limits: limits).Count());
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.15, 2);
    }

    [Fact]
    public void Values_and_texts_larger_than_allowed_are_refused()
    {
        var limits = new StateQueryLimits { MaximumValueBytes = 1000 };

        foreach (var (sql, limit) in new (string, StateQueryLimits?)[]
        {
            ("SELECT zeroblob(1001)", limits),
            ("SELECT zeroblob(2000000000)", null),
            ("SELECT 1" + new string(' ', 300_000), null),
            ("SELECT " + string.Join('+', Enumerable.Repeat("1", 5000)), null),
        })
        {
            AssertCode(ErrorCode.StateQueryInvalid, () => StateQuery.Execute(_folder["none.db"], sql, limits: limit).Count());
        }
    }

    [Fact]
    public void A_damaged_file_is_not_the_querys_fault()
    {
        File.WriteAllText(_folder["text.db"], new string('x', 5000));

        AssertCode(ErrorCode.StateInvalid, () => StateQuery.Execute(_folder["text.db"], "SELECT * FROM sqlite_master").Count());
    }
}
