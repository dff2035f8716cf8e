using Microsoft.Data.Sqlite;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

public sealed class StateTests : IDisposable
{
    private readonly Scene _scene = Scene.WithShell();

    static StateTests() => SQLitePCL.Batteries_V2.Init();

    [Fact]
    public void A_state_is_inspected_queried_and_exported()
    {
        Launch(
            "base",
            """
            CREATE TABLE task (id INTEGER PRIMARY KEY, name TEXT, cost REAL, data BLOB);
            INSERT INTO task VALUES (1, 'one', 1, x'00ff'), (2, NULL, 2.5, NULL);
            """);
        var inspected = _scene.Run("state", "inspect", "--json", "--node", "base").Expect(0);
        Assert.Equal(
            [
                "size_bytes", "schema_sha256", "user_version", "application_id", "page_size", "journal_mode", "lacking", "file_count",
                "workspace_bytes", "tables",
            ],
            inspected.AddedKeys);
        var table = Assert.Single(inspected.Json.GetProperty("tables").EnumerateArray());
        Assert.Equal(2, table.GetProperty("rows").GetInt32());
        Assert.Matches("(?m)^task +2 +id, name, cost, data$", _scene.Run("state", "inspect", "--node", "base").Expect(0).Output);

        var all = _scene.Run("state", "query", "--json", "--node", "base", "SELECT * FROM task ORDER BY id").Expect(0);
        Assert.Equal(["rows"], all.AddedKeys);
        Assert.Equal(
            """[{"id":1,"name":"one","cost":1.0,"data":{"base64":"AP8="}},{"id":2,"name":null,"cost":2.5,"data":null}]""",
            all.Json.GetProperty("rows").GetRawText());
        const string Bound = "SELECT id FROM task WHERE id = @id OR name = @name ORDER BY id";
        var one = _scene.Run("state", "query", "--json", "--node", "base", "--param", "id:=2", "--param", "name=one", Bound).Expect(0);
        Assert.Equal("""[{"id":1},{"id":2}]""", one.Json.GetProperty("rows").GetRawText());
        Assert.Matches(
            "^id +name\n1 +one\n2 +NULL\n$",
            _scene.Run("state", "query", "--node", "base", "SELECT id, name FROM task ORDER BY id").Expect(0).Output);

        var exported = _scene.Run("state", "export", "--json", "--node", "base", "--to", "out.sqlite").Expect(0);
        Assert.Equal(["path"], exported.AddedKeys);
        Assert.Equal("SQLite format 3", File.ReadAllText(exported.Text("path")!)[..15]);
        _scene.Run("state", "export", "--node", "base", "--to", "out.sqlite").ExpectError(2, "PATH_INVALID");
        _scene.Run("state", "export", "--node", "base", "--to", "out.sqlite", "--force").Expect(0);
    }

    [Theory]
    [InlineData("DELETE FROM task")]
    [InlineData("SELECT * FROM nowhere")]
    [InlineData("SELECT @missing")]
    [InlineData("SELECT 1; SELECT 2")]
    public void A_query_that_cannot_be_exits_2(string sql)
    {
        Launch("base", "CREATE TABLE task (id INTEGER PRIMARY KEY)");
        _scene.Run("state", "query", "--node", "base", sql).ExpectError(2, "STATE_QUERY_INVALID");
        _scene.Run("state", "query", "--json", "--node", "base", sql).ExpectError(2, "STATE_QUERY_INVALID");
    }

    [Fact]
    public void A_query_that_fails_on_the_way_still_gives_one_object()
    {
        Launch("base", "CREATE TABLE task (id INTEGER PRIMARY KEY)");
        const string Counting = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
        var limited = _scene.Run("state", "query", "--json", "--node", "base", "--limit", "3", Counting).ExpectError(
            2, "STATE_QUERY_INVALID");
        Assert.Equal(3, limited.Json.GetProperty("rows").GetArrayLength());
        var late = _scene.Run("state", "query", "--json", "--node", "base", "--timeout", "200ms", Counting + " WHERE i < 0").ExpectError(
            2, "STATE_QUERY_INVALID");
        Assert.Equal(0, late.Json.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public void Two_nodes_are_compared_by_rows_and_files()
    {
        Launch(
            "left",
            "CREATE TABLE task (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO task VALUES (1, 'a'), (2, 'b')",
            "echo 1 > same; echo 1 > old; echo 1 > both");
        Launch(
            "right",
            "CREATE TABLE task (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO task VALUES (1, 'x'), (3, 'c'), (4, 'd')",
            "echo 1 > same; echo 1 > new; echo 2 > both");
        var diff = _scene.Run("state", "diff", "--json", "--reference", "left", "--difference", "right").Expect(0);
        Assert.Equal(["reference_node_id", "difference_node_id", "is_same", "schema_changed", "tables", "files"], diff.AddedKeys);
        Assert.Equal(
            """[{"name":"task","added":2,"removed":1,"changed":1,"change":"changed","schema_changed":false}]""",
            diff.Json.GetProperty("tables").GetRawText());
        Assert.Equal(
            """[{"path":"both","change":"changed"},{"path":"new","change":"added"},{"path":"old","change":"removed"}]""",
            diff.Json.GetProperty("files").GetRawText());
        Assert.Matches(
            "(?m)^task +changed +2 +1 +1$", _scene.Run("state", "diff", "--reference", "left", "--difference", "right").Expect(0).Output);
        Assert.Equal("Nothing differs.\n", _scene.Run("state", "diff", "--reference", "left", "--difference", "left").Expect(0).Output);
    }

    [Fact]
    public void Contents_are_compared_line_by_line_without_what_commands_a_terminal()
    {
        _scene.Launch("printf 'one\\n' > text; printf 'a\\0' > binary; mkdir src; echo 1 > src/f", "--label", "left").Expect(0);
        _scene.Resume("left", "printf 'one\\n\\033[31mtwo\\n' > text; printf 'b\\0' > binary; echo 2 > src/f", "--label", "right").Expect(0);
        string[] diff = ["state", "diff", "--reference", "left", "--difference", "right"];
        Assert.Equal(
            """
            changed binary (binary: 2 bytes are now 2 bytes)

            changed src/f
            --- a/src/f
            +++ b/src/f
            @@ -1 +1 @@
            -1
            +2

            changed text
            --- a/text
            +++ b/text
            @@ -1 +1,2 @@
             one
            +\x1b[31mtwo

            """.ReplaceLineEndings("\n"),
            _scene.Run([.. diff, "--content"]).Expect(0).Output);
        var json = _scene.Run([.. diff, "--content", "--json", "--path", "src"]).Expect(0);
        Assert.Equal(["reference_node_id", "difference_node_id", "contents"], json.AddedKeys);
        Assert.Equal("src/f", Assert.Single(json.Json.GetProperty("contents").EnumerateArray()).GetProperty("path").GetString());
        _scene.Run([.. diff, "--path", "src"]).ExpectError(2, "SPEC_INVALID");
        Assert.Equal("Nothing differs.\n", _scene.Run("state", "diff", "--reference", "left", "--difference", "left", "--content").Expect(0).Output);
    }

    [Fact]
    public void What_a_node_changed_is_a_patch_or_is_merged()
    {
        _scene.Launch("echo 1 > a; echo 1 > b", "--label", "base").Expect(0);
        _scene.Resume("base", "echo 2 > a; echo new > c", "--label", "bold").Expect(0);
        var patch = _scene.Run("workspace", "export", "--json", "--node", "bold", "--to", "bold.patch", "--as", "patch").Expect(0);
        Assert.Equal(["path", "files"], patch.AddedKeys);
        Assert.Equal("""[{"path":"a","change":"changed"},{"path":"c","change":"added"}]""", patch.Json.GetProperty("files").GetRawText());
        Assert.StartsWith("diff --git a/a b/a\nindex ", File.ReadAllText(patch.Text("path")!), StringComparison.Ordinal);
        _scene.Run("workspace", "export", "--node", "bold", "--to", "bold.patch", "--as", "patch").ExpectError(2, "PATH_INVALID");
        _scene.Run("workspace", "export", "--node", "bold", "--to", "bold.patch", "--as", "patch", "--force", "--path", "c", "--base", "base").Expect(0);
        _scene.Run("workspace", "export", "--node", "bold", "--to", "out", "--base", "base").ExpectError(2, "SPEC_INVALID");
        _scene.Run("workspace", "export", "--node", "base", "--to", "base.patch", "--as", "patch").ExpectError(2, "SPEC_INVALID");

        var clone = _scene.Run("workspace", "export", "--json", "--node", "base", "--to", "clone").Expect(0).Text("path")!;
        _scene.Run("workspace", "export", "--node", "base", "--to", "base.patch", "--as", "patch", "--base-folder", "clone").Expect(0);
        Assert.True(_scene.Run("workspace", "merge", "--json", "--node", "bold", "--to", "clone", "--dry-run").Expect(0).Json.GetProperty("is_dry_run").GetBoolean());
        Assert.False(File.Exists(Path.Combine(clone, "c")));
        Assert.Matches("(?m)^c +added$", _scene.Run("workspace", "merge", "bold", "clone").Expect(0).Output);
        Assert.Equal("2\n1\nnew\n", string.Concat(new[] { "a", "b", "c" }.Select(name => File.ReadAllText(Path.Combine(clone, name)))));
        _scene.Run("workspace", "merge", "--node", "bold", "--to", "clone").ExpectError(2, "WORKSPACE_CONFLICT");
        _scene.Run("workspace", "merge", "--node", "bold", "--to", "nowhere").ExpectError(2, "PATH_INVALID");
    }

    [Fact]
    public void A_workspace_is_exported_to_a_new_folder_alone()
    {
        Launch("base", "CREATE TABLE t (x)", "mkdir -p a/b; echo content > a/b/file");
        var exported = _scene.Run("workspace", "export", "--json", "--node", "base", "--to", "out").Expect(0);
        Assert.Equal(["path"], exported.AddedKeys);
        Assert.Equal("content\n", File.ReadAllText(Path.Combine(exported.Text("path")!, "a", "b", "file")));
        _scene.Run("workspace", "export", "--node", "base", "--to", "out").ExpectError(2, "PATH_INVALID");
    }

    [Fact]
    public void A_state_that_is_no_database_is_refused()
    {
        var text = _scene.Write("text", "no database, but long enough to be looked at as one");
        _scene.Run("run", "launch", "--state", text, "--", "true").ExpectError(2, "STATE_INVALID");
        _scene.Run("run", "launch", "--json", "--state", "nowhere", "--", "true").Expect(2);
    }

    public void Dispose() => _scene.Dispose();

    private void Launch(string label, string sql, string script = "true")
    {
        var path = _scene[$"{label}.sqlite"];
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        _scene.Launch(script, "--label", label, "--state", path).Expect(0);
    }
}
