using System.Diagnostics;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

public sealed class CancellationTests : IDisposable
{
    // A daemon in a session of its own, and a child that will not be asked to end.
    private const string Stubborn = """
        (setsid sh -c 'trap "" TERM INT; while :; do sleep 0.05; done' &)
        trap '' TERM INT
        echo begun
        while :; do sleep 0.05; done
        """;

    private readonly Scene _scene = Scene.WithShell();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_during_a_step_ends_everything_and_the_run_is_recorded_as_cancelled(string signal)
    {
        Assert.SkipWhen(signal == "INT" && IsInterruptIgnored(), "Whoever started these tests ignores SIGINT.");
        using var process = _scene.Start("run", "launch", "--json", "--", "sh", "-c", Stubborn);
        Assert.Equal("begun", process.StandardError.ReadLine());
        var started = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            kill.WaitForExit();
        }

        var result = Scene.Finish(process).ExpectError(1, "CANCELLED");
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(15));
        Assert.Equal("cancelled", result.Text("status"));
        Assert.Empty(_scene.FindMarked());
        Assert.Empty(Directory.EnumerateDirectories(_scene["home/work"]));
        Assert.Equal("cancelled", _scene.Run("run", "status", "--json", result.Text("run_id")!).Expect(0).Text("status"));
        Assert.Equal(0, _scene.Run("run", "list", "--json").Json.GetProperty("nodes").GetArrayLength());
        _scene.Run("store", "check").Expect(0);
    }

    [Fact]
    public void A_killed_command_leaves_no_step_and_a_store_that_is_sound()
    {
        using var process = _scene.Start("run", "launch", "--", "sh", "-c", Stubborn);
        Assert.Equal("begun", process.StandardError.ReadLine());
        process.Kill();
        process.WaitForExit();
        Assert.True(SpinWait.SpinUntil(() => _scene.FindMarked().Count == 0, TimeSpan.FromSeconds(30)));
        _scene.Run("store", "check").Expect(0);
        Assert.Equal("abandoned", _scene.Run("run", "list", "--json").Json.GetProperty("runs")[0].GetProperty("status").GetString());
    }

    public void Dispose() => _scene.Dispose();

    internal static bool IsInterruptIgnored()
    {
        const int Interrupt = 2;
        const string Name = "SigIgn:";
        var mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Name, StringComparison.Ordinal))[Name.Length..];
        return (Convert.ToUInt64(mask.Trim(), 16) & (1UL << (Interrupt - 1))) != 0;
    }
}
