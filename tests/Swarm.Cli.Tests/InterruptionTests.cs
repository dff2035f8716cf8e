using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>Ctrl+C in every command that can take long: it ends soon, says so, and leaves no process and a store that is sound.</summary>
public sealed class InterruptionTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private readonly Scene _scene = Scene.WithShell();
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    public InterruptionTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "How far a command has come is seen in /proc.");
        Assert.SkipWhen(CancellationTests.IsInterruptIgnored(), "Whoever started these tests ignores SIGINT.");
        _silent.Start();
    }

    [Theory]
    [InlineData(1, "run", "launch")]
    [InlineData(1, "run", "resume", "--node", "base")]
    [InlineData(2, "run", "race", "--node", "base", "--label", "one", "--label", "two", "--throttle", "2")]
    public void While_a_step_runs(int steps, params string[] arguments)
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        var started = Directory.CreateDirectory(_scene["started"]).FullName;
        Interrupt([.. arguments, "--", "sh", "-c", $"touch '{started}'/$SWARM_RUN_ID; (setsid sleep 600 &) ; sleep 600"], _ => Directory.GetFiles(started).Length == steps);
        Assert.All(_scene.Run("run", "list", "--json").Json.GetProperty("runs").EnumerateArray(), run => Assert.Contains(run.GetProperty("status").GetString(), new[] { "succeeded", "cancelled" }));
    }

    [Fact]
    public void While_a_race_is_scored()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        var script = _scene.Write("score", $"touch '{_scene["scoring"]}'; (setsid sleep 600 &) ; sleep 600");
        Interrupt(["run", "race", "--node", "base", "--label", "one", "--score-command", $"sh {script}", "--", "true"], _ => File.Exists(_scene["scoring"]));
    }

    [Theory]
    [InlineData("run", "wait")]
    [InlineData("run", "logs", "--follow")]
    public void While_another_process_runs_it(params string[] arguments)
    {
        using var other = _scene.Start("run", "launch", "--", "sh", "-c", "echo begun; exec sleep 600");
        Assert.Equal("begun", other.StandardError.ReadLine());
        var run = _scene.Run("run", "list", "--json").Json.GetProperty("runs")[0].GetProperty("run_id").GetString()!;
        Interrupt([.. arguments, run], HasCatalog, others: other);
    }

    [Theory]
    [InlineData("run", "launch", "--", "true")]
    [InlineData("run", "resume", "--node", "base", "--", "true")]
    [InlineData("run", "race", "--node", "base", "--label", "one", "--", "true")]
    [InlineData("run", "fork", "--node", "base", "--label", "one")]
    [InlineData("run", "remove", "--node", "base")]
    [InlineData("workspace", "export", "--node", "base", "--to", "out")]
    [InlineData("state", "inspect", "--node", "base")]
    [InlineData("bundle", "export", "--node", "base", "--to", "base.age")]
    [InlineData("store", "check")]
    [InlineData("store", "optimize")]
    public void While_another_process_holds_the_store(params string[] arguments)
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        using (Held("sweep"))
        using (Held("write"))
        {
            Interrupt(arguments, HasCatalog, isSoundAfter: false);
        }

        _scene.Run("store", "check").Expect(0);
    }

    [Theory]
    [InlineData("proxy", "probe", "www.example.org", "443", "--ticket", "ticket.jws", "--timeout", "600")]
    [InlineData("proxy", "provider", "--broker", "SILENT", "--pin", "PIN")]
    [InlineData("bundle", "fetch", "s3://some-bucket/name", "--output", "fetched.age")]
    public void While_somebody_else_is_silent(params string[] arguments)
    {
        var (address, pin) = ($"127.0.0.1:{((IPEndPoint)_silent.LocalEndpoint).Port}", $"sha256:{new string('0', 64)}");
        _scene.Run("init").Expect(0);
        _scene.Run("proxy", "ticket", "--broker", address, "--pin", pin).Expect(0);
        _scene.Variables["AWS_ENDPOINT_URL_S3"] = $"http://{address}";
        _scene.Variables["AWS_ACCESS_KEY_ID"] = _scene.Variables["AWS_SECRET_ACCESS_KEY"] = "word";
        Interrupt([.. arguments.Select(argument => argument switch { "SILENT" => address, "PIN" => pin, _ => argument })], _ => _silent.Pending());
    }

    public void Dispose()
    {
        _silent.Dispose();
        _scene.Dispose();
    }

    private static bool HasCatalog(Process process) => Directory.EnumerateFiles($"/proc/{process.Id}/fd")
        .Any(file => new FileInfo(file).LinkTarget?.Contains("/.swarm/catalog", StringComparison.Ordinal) == true);

    private FileStream Held(string name) => new(Path.Combine(_scene.Store, "locks", $"{name}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private void Interrupt(string[] arguments, Func<Process, bool> hasBegun, Process? others = null, bool isSoundAfter = true)
    {
        using var process = _scene.Start(arguments);
        Assert.True(SpinWait.SpinUntil(() => process.HasExited || hasBegun(process), TimeSpan.FromMinutes(1)), "It did not begin.");
        Assert.False(process.HasExited, "It ended by itself.");
        var interrupted = Stopwatch.GetTimestamp();
        Signal(process);
        var result = Scene.Finish(process);
        Assert.True(Stopwatch.GetElapsedTime(interrupted) < Soon, $"It took {Stopwatch.GetElapsedTime(interrupted)}.");
        result.ExpectError(1, "CANCELLED");
        if (others is not null)
        {
            Assert.False(others.HasExited);
            Signal(others);
            Scene.Finish(others).ExpectError(1, "CANCELLED");
        }

        Assert.Empty(_scene.FindMarked());
        if (isSoundAfter && Directory.Exists(Path.Combine(_scene.Store, "packs")))
        {
            _scene.Run("store", "check").Expect(0);
        }
    }

    private static void Signal(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
    }
}
