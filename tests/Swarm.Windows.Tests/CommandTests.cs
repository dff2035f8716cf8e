using Microsoft.Data.Sqlite;
using Swarm.Windows.Tests.Support;

namespace Swarm.Windows.Tests;

/// <summary>The quick start's jobs with the command.</summary>
public sealed class CommandTests(WindowsMachine machine) : IDisposable
{
    private readonly WindowsScene _scene = machine.MakeScene();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_run_is_launched_resumed_forked_compared_verified_and_taken_out()
    {
        _scene.Write("repository/greeting.txt", "hello\r\n");
        MakeState(_scene["begin.sqlite"]);
        await ExpectAsync(
            0, "run", "launch", "--json", "--workspace", "repository", "--state", "begin.sqlite", "--label", "base", "--", "cmd", "/c", "echo first>note.txt");
        await ExpectAsync(0, "run", "resume", "--json", "--node", "branch:base", "--", "cmd", "/c", "type note.txt && echo second>>note.txt");
        await ExpectAsync(0, "run", "fork", "--node", "branch:base", "--label", "careful", "--label", "bold");
        await ExpectAsync(0, "run", "resume", "--node", "branch:careful", "--", "cmd", "/c", "echo %SWARM_LABEL%>style.txt");
        await ExpectAsync(0, "run", "resume", "--node", "branch:bold", "--", "cmd", "/c", "del greeting.txt");

        var difference = await ExpectAsync(0, "state", "diff", "--reference", "branch:careful", "--difference", "branch:bold");
        Assert.Contains("style.txt", difference.Output, StringComparison.Ordinal);
        Assert.Contains("greeting.txt", difference.Output, StringComparison.Ordinal);
        var rows = await ExpectAsync(0, "state", "query", "select name from fruit order by name", "--node", "branch:bold");
        Assert.Contains("apple", rows.Output, StringComparison.Ordinal);
        var tables = await ExpectAsync(0, "state", "inspect", "--node", "branch:bold");
        Assert.Contains("fruit", tables.Output, StringComparison.Ordinal);
        await ExpectAsync(0, "verify", "run", "branch:careful", "--recurse", "--require", "lineage");

        await ExpectAsync(0, "workspace", "export", "--node", "branch:careful", "--to", "winner");
        Assert.Equal("first\r\nsecond\r\n", await File.ReadAllTextAsync(_scene["winner/note.txt"], TestContext.Current.CancellationToken));
        Assert.Equal("careful\r\n", await File.ReadAllTextAsync(_scene["winner/style.txt"], TestContext.Current.CancellationToken));
        Assert.Equal("hello\r\n", await File.ReadAllTextAsync(_scene["winner/greeting.txt"], TestContext.Current.CancellationToken));
        await ExpectAsync(0, "store", "check");
        await ExpectAsync(0, "run", "tree");
    }

    [Fact]
    public async Task A_bundle_goes_from_one_store_to_another()
    {
        _scene.Write("repository/deep/file.txt", "content");
        await ExpectAsync(0, "run", "launch", "--workspace", "repository", "--label", "base", "--", "cmd", "/c", "exit 0");
        await ExpectAsync(0, "bundle", "export", "--node", "branch:base", "--to", "base.swarm");
        Directory.CreateDirectory(_scene["other"]);
        await ExpectAsync(0, "bundle", "import", "base.swarm", "--root", "other", "--label", "taken");
        await ExpectAsync(0, "workspace", "export", "--root", "other", "--node", "branch:taken", "--to", "out");
        Assert.Equal("content", await File.ReadAllTextAsync(_scene["out/deep/file.txt"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_doctor_says_what_helps_on_Windows()
    {
        var checks = await ExpectAsync(0, "doctor", "--json");
        Assert.DoesNotContain("OpenSSL", checks.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("chmod", checks.Output, StringComparison.Ordinal);
        Assert.Contains("job object", checks.Output, StringComparison.Ordinal);
    }

    private async Task<ProcessResult> ExpectAsync(int exitCode, params IReadOnlyList<string> arguments) => (await _scene.SwarmAsync(arguments)).Expect(exitCode);

    private static void MakeState(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "create table fruit(name text primary key); insert into fruit values('apple')";
        command.ExecuteNonQuery();
    }
}
