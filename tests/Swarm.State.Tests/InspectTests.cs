using Swarm.Core.Errors;
using Swarm.State.Inspection;
using static Swarm.State.Tests.Folder;

namespace Swarm.State.Tests;

public sealed class InspectTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tables_columns_and_settings_are_told()
    {
        var path = _folder.Create("state.db", """
            PRAGMA page_size=8192; PRAGMA user_version=7; PRAGMA application_id=99; PRAGMA journal_mode=WAL;
            CREATE TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT, "odd "" name" VARCHAR(10) NOT NULL, twice INT AS (id * 2));
            CREATE TABLE a (x TEXT, y, PRIMARY KEY (y, x)) WITHOUT ROWID;
            CREATE TABLE "table" (z BLOB PRIMARY KEY);
            CREATE VIEW v AS SELECT * FROM a;
            INSERT INTO b ("odd "" name") VALUES ('1'), ('2');
            """);

        var summary = StateInspector.Inspect(path, TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b", "table"], summary.Tables.Select(table => table.Name));
        Assert.Equal([0L, 2L, 0L], summary.Tables.Select(table => table.Rows!.Value));
        Assert.Equal([true, false, false], summary.Tables.Select(table => table.WithoutRowId));
        Assert.Equal(
            [
                new ColumnSummary("x", "TEXT", NotNull: true, 2, IsGenerated: false),
                new ColumnSummary("y", "", NotNull: true, 1, IsGenerated: false),
            ],
            summary.Tables[0].Columns);
        Assert.Equal(new ColumnSummary("odd \" name", "VARCHAR(10)", NotNull: true, 0, IsGenerated: false), summary.Tables[1].Columns[1]);
        Assert.True(summary.Tables[1].Columns[2].IsGenerated);
        Assert.Equal((7, 99, 8192, "wal"), (summary.UserVersion, summary.ApplicationId, summary.PageSize, summary.JournalMode));
        Assert.Equal(new FileInfo(path).Length, summary.SizeBytes);
        Assert.Equal(["state.db"], _folder.Names);
    }

    [Fact]
    public void The_schema_digest_follows_the_schema_and_nothing_else()
    {
        const string Schema = "CREATE TABLE a (x PRIMARY KEY, y); CREATE INDEX i ON a (y);";
        var first = StateInspector.Inspect(_folder.Create("1.db", Schema + "INSERT INTO a VALUES (1, 2); ANALYZE;"));
        var second = StateInspector.Inspect(_folder.Create("2.db", "PRAGMA page_size=1024; PRAGMA journal_mode=WAL;" + Schema));
        var third = StateInspector.Inspect(_folder.Create("3.db", Schema.Replace("(y)", "(x)", StringComparison.Ordinal)));

        Assert.Equal(first.SchemaDigest, second.SchemaDigest);
        Assert.NotEqual(first.SchemaDigest, third.SchemaDigest);
    }

    [Fact]
    public void An_absent_or_empty_file_has_no_tables()
    {
        File.WriteAllBytes(_folder["empty.db"], []);

        Assert.Empty(StateInspector.Inspect(_folder["empty.db"]).Tables);
        Assert.Empty(StateInspector.Inspect(_folder["absent.db"]).Tables);
        Assert.Equal(["empty.db"], _folder.Names);
    }

    [Fact]
    public void A_file_with_changes_beside_it_is_not_read_as_if_it_were_whole()
    {
        AssertCode(ErrorCode.StateBusy, () => StateInspector.Inspect(_folder.CreateAbandonedLog("log.db")));
        AssertCode(ErrorCode.StateBusy, () => StateInspector.Inspect(_folder.CreateHotJournal("journal.db")));
    }

    [Fact]
    public void Text_in_UTF_16_is_told_as_text()
    {
        var path = _folder.Create(
            "state.db",
            "PRAGMA encoding='UTF-16le'; CREATE TABLE \"größe\" (\"ключ\" TEXT PRIMARY KEY); INSERT INTO größe VALUES ('é');");

        var table = StateInspector.Inspect(path).Tables.Single();

        Assert.Equal(("größe", "ключ", 1L), (table.Name, table.Columns.Single().Name, table.Rows));
    }
}
