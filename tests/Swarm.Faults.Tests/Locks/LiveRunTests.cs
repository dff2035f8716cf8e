using System.Diagnostics;
using System.Text.Json;
using Swarm.Faults.Tests.Support;

namespace Swarm.Faults.Tests.Locks;

/// <summary>A run that is under way is left alone, whatever becomes of its locks; a dead one is cleared up after by whoever writes, and by nobody else.</summary>
public sealed class LiveRunTests : IDisposable
{
    private readonly Place _place = new();

    public LiveRunTests() => Tool.Require("sh");

    [Fact]
    public async Task Where_the_runtime_was_told_not_to_lock()
    {
        var variables = With("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", "1");
        await LeaveAloneAsync(variables, () => Tool.EndAsync(_place.Start(["run", "list", "--json"], variables)), isSeen: true);
    }

    [Fact]
    public async Task Where_the_file_system_cannot_lock()
    {
        await Tool.RequireTracingAsync();
        string[] broken = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=flock", "-e", "inject=flock:error=EOPNOTSUPP"];
        await LeaveAloneAsync(_place.Variables, () => Tool.EndAsync(_place.Start(["run", "list", "--json"], null, broken)), isSeen: false);
        var (code, _, error) = await Tool.EndAsync(_place.Start(["run", "launch", "--", "true"], null, broken));
        Assert.Equal(4, code);
        Assert.Contains("LOCK_UNAVAILABLE", error, StringComparison.Ordinal);
        var (doctor, _, _) = await Tool.EndAsync(_place.Start(["doctor"], null, broken));
        Assert.NotEqual(0, doctor);
    }

    [Fact]
    public async Task Where_the_folder_of_its_work_is_not_seen()
    {
        Tool.Require("unshare", "mount");
        var swarm = string.Join(' ', Place.CommandLine([]).Select(word => $"'{word}'"));
        var script = $"mount -t tmpfs tmpfs '{_place.Work}' || exit {Namespace.Refused}; cd '{_place.Root}'; {swarm} run launch --label other -- true >&2; {swarm} run list --json";
        await LeaveAloneAsync(_place.Variables, () => Namespace.RunAsync(script, _place.Variables), isSeen: true);
    }

    [Fact]
    public async Task Where_its_step_removes_what_lies_beside_its_workspace()
    {
        await LeaveAloneAsync(_place.Variables, () => Tool.EndAsync(_place.Start(["run", "launch", "--json", "--label", "other", "--", "true"])), isSeen: null, "rm -f ../owner.lock ../*.lock ../*.owner;");
    }

    [Fact]
    public async Task A_reader_shows_a_dead_run_and_clears_nothing_away()
    {
        using var process = StartRun(_place.Variables);
        await _place.WaitForAsync("started", process);
        process.Kill();
        await process.WaitForExitAsync(Tool.Cancellation);
        File.WriteAllText(_place["go"], string.Empty);
        Assert.Equal("abandoned", Status(await _place.ExpectAsync("run", "list", "--json")));
        Assert.NotEmpty(Directory.EnumerateDirectories(_place.Work));
        await _place.ExpectAsync("run", "launch", "--label", "other", "--", "true");
        Assert.Empty(Directory.EnumerateDirectories(_place.Work));
        Assert.Empty(Directory.EnumerateFiles(_place.Work, "*.owner"));
        Assert.Equal("abandoned", Status(await _place.ExpectAsync("run", "list", "--json")));
    }

    [Fact]
    public async Task A_lock_of_another_machine_is_not_taken_for_free()
    {
        using var process = StartRun(_place.Variables);
        await _place.WaitForAsync("started", process);
        process.Kill();
        await process.WaitForExitAsync(Tool.Cancellation);
        File.WriteAllText(_place["go"], string.Empty);
        foreach (var owner in Directory.EnumerateFiles(_place.Work, "*.owner").Concat(Directory.EnumerateFiles(Path.Combine(_place.Store, "locks"), "*.owner")))
        {
            var text = File.ReadAllText(owner);
            File.WriteAllText(owner, text.Replace(Environment.MachineName, "another-machine", StringComparison.Ordinal).Replace("\"boot\":\"", "\"boot\":\"another-", StringComparison.Ordinal));
        }

        await _place.ExpectAsync("run", "launch", "--label", "other", "--", "true");
        Assert.NotEmpty(Directory.EnumerateDirectories(_place.Work));
        Assert.Equal("running", Status(await _place.ExpectAsync("run", "list", "--json")));
    }

    public void Dispose() => _place.Dispose();

    private async Task LeaveAloneAsync(
        IReadOnlyDictionary<string, string> variables, Func<Task<(int ExitCode, string Output, string Error)>> other, bool? isSeen, string first = "")
    {
        using var process = StartRun(variables, first);
        await _place.WaitForAsync("started", process);
        var (code, output, error) = await other();
        if (isSeen is { } expected)
        {
            Assert.True(expected == (code == 0), $"exit code {code}\n{output}\n{error}");
        }

        if (isSeen == true)
        {
            Assert.Equal("running", Status(output));
        }

        File.WriteAllText(_place["go"], string.Empty);
        var end = await Tool.EndAsync(process);
        Assert.True(end.ExitCode == 0, $"The run that was under way ended {end.ExitCode}.\n{end.Output}\n{end.Error}");
        await _place.ExpectAsync("store", "check");
        await _place.ExpectAsync("workspace", "export", "--node", Template.NodeOf(end.Output), "--to", _place["out"]);
        Assert.True(File.Exists(_place["out/done"]));
    }

    private Process StartRun(IReadOnlyDictionary<string, string> variables, string first = "") => _place.Start(
        ["run", "launch", "--json", "--label", "live", "--", "sh", "-c", $"{first} touch '{_place["started"]}'; while [ ! -e '{_place["go"]}' ]; do sleep 0.1; done; touch done"], variables);

    private Dictionary<string, string> With(string name, string value) => new(_place.Variables, StringComparer.Ordinal) { [name] = value };

    private static string? Status(string output)
    {
        using var document = JsonDocument.Parse(output);
        return document.RootElement.GetProperty("runs").EnumerateArray().Single(run => run.GetProperty("label").GetString() == "live").GetProperty("status").GetString();
    }
}
