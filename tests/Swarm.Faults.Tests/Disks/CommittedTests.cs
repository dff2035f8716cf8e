using Swarm.Faults.Tests.Support;

namespace Swarm.Faults.Tests.Disks;

/// <summary>What is committed is reported as committed, and a warning says what could not be written beside it.</summary>
public sealed class CommittedTests : IDisposable
{
    private readonly Place _place = new();

    public CommittedTests() => Tool.Require("sh");

    [Fact]
    public async Task A_head_log_that_cannot_be_opened_takes_nothing_back()
    {
        await _place.ExpectAsync("run", "launch", "--label", "base", "--", "true");
        var log = Path.Combine(_place.Store, "heads.jsonl");
        var (code, output, error) = await _place.RunAsync("run", "resume", "--json", "--node", "branch:base", "--", "sh", "-c", $"rm '{log}'; mkdir '{log}'; touch made");
        Assert.True(code == 0, error);
        Assert.Contains("warning", error, StringComparison.Ordinal);
        Assert.Contains("head log", error, StringComparison.Ordinal);
        await _place.ExpectAsync("workspace", "export", "--node", Template.NodeOf(output), "--to", _place["out"]);
        Assert.True(File.Exists(_place["out/made"]));
        Assert.Contains("\"succeeded\"", await _place.ExpectAsync("run", "list", "--json"), StringComparison.Ordinal);

        Directory.Delete(log);
        await _place.ExpectAsync("run", "fork", "--node", "branch:base", "--label", "next");
        Assert.Equal(3, (await File.ReadAllLinesAsync(log, Tool.Cancellation)).Length);
        await _place.ExpectAsync("store", "check");
    }

    [Fact]
    public async Task Nobody_else_may_enter_the_home_whatever_the_umask()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string[] words = ["-c", "umask 000; exec \"$@\"", "sh", .. Place.CommandLine(["init"])];
        var (code, _, error) = await Tool.EndAsync(Tool.Start("sh", words, _place.Variables, _place.Root));
        Assert.True(code == 0, error);
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var folder in new[] { _place.Home, _place.Store, _place["home/keys"] })
        {
            Assert.Equal(Owner, File.GetUnixFileMode(folder));
        }
    }

    public void Dispose() => _place.Dispose();
}
