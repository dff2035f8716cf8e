using System.Globalization;
using Microsoft.Data.Sqlite;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Scale;

public sealed class MemoryTests : IDisposable
{
    private const int Files = 5000;
    private const long DatabaseBytes = 256L << 20;
    private const long MostBytesOverIdle = 200L << 20;

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    [Trait("Suite", "Nightly")]
    public async Task A_database_of_256_MiB_and_5000_files_are_launched_and_resumed_in_bounded_memory()
    {
        Scene.NeedUnix("python3");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux says here how much memory a process used at most.");
        MakeFiles();
        MakeDatabase();
        var idle = await PeakAsync("idle");
        var launch = await PeakAsync("run", _scene.Root, "base", "-", "project", "seed.db", "sh", "-c", "true");
        var resume = await PeakAsync(
            "run", _scene.Root, "base", "branch:base", "-", "-",
            "python3", "-c", "import sqlite3,os; c=sqlite3.connect(os.environ['SWARM_STATE']); c.execute('update t set v=randomblob(4000) where id % 100 = 0'); c.commit(); open('d7/f7','w').write('x')");
        Assert.InRange(launch - idle, 0, MostBytesOverIdle);
        Assert.InRange(resume - idle, 0, MostBytesOverIdle);
        Assert.Equal(2, _scene.Session.Nodes.List().Count);
        _scene.AssertNothingLeft();
    }

    private async Task<long> PeakAsync(params string[] arguments)
    {
        var (code, output, error) = await Tool.EndAsync(Tool.StartDriver(_scene, arguments));
        Assert.True(code == 0, error);
        var line = output.Split('\n').Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        TestContext.Current.SendDiagnosticMessage($"{arguments[0]}: {line}");
        return long.Parse(line.Split(':')[1].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
    }

    private void MakeFiles()
    {
        var random = new Random(7);
        var content = new byte[20_000];
        for (var index = 0; index < Files; index++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_scene.Folder, "project", $"d{index % 50}")).FullName;
            random.NextBytes(content);
            File.WriteAllBytes(Path.Combine(folder, $"f{index}"), content);
        }
    }

    private void MakeDatabase()
    {
        var path = Path.Combine(_scene.Folder, "seed.db");
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 66000) INSERT INTO t SELECT i, randomblob(4000) FROM n;
            """;
        command.ExecuteNonQuery();
        Assert.InRange(new FileInfo(path).Length, DatabaseBytes, 2 * DatabaseBytes);
    }
}
