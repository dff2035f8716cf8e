using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Swarm.Fuzz.Tests;

/// <summary>
/// Fuzzes what reads strangers' bytes, guided by the branches that each input takes: two minutes in all, and as many seconds for each
/// parser as <c>SWARM_FUZZ_SECONDS</c> says in the nightly run. What is found lies in the folder of the test run.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private const int SecondsInAll = 120;

    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-findings-").FullName;

    public static TheoryData<string> Targets => ["json", "age", "tar", "manifest", "der", "http", "note", "zip"];

    public void Dispose()
    {
        if (Directory.GetFiles(_folder).Length == 0)
        {
            Directory.Delete(_folder);
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task A_parser_reads_or_refuses_whatever_it_is_given(string target)
    {
        var seconds = Environment.GetEnvironmentVariable("SWARM_FUZZ_SECONDS") is { Length: > 0 } text
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : (double)SecondsInAll / Targets.Count;
        var (exitCode, said) = await RunAsync(target, seconds.ToString(CultureInfo.InvariantCulture), _folder);
        Assert.True(exitCode == 0, said);
        TestContext.Current.TestOutputHelper?.WriteLine(said);

        // A target whose branches are not counted would find nothing.
        Assert.DoesNotContain(" 0 branches", said, StringComparison.Ordinal);
    }

    // Inputs that once showed a fault, each named after its target.
    [Fact]
    public async Task What_was_found_is_read_or_refused_now()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Found")))
        {
            var (exitCode, said) = await RunAsync(Path.GetFileName(file).Split('-')[0], file);
            Assert.True(exitCode == 0, $"{file}: {said}");
        }
    }

    [Fact]
    public async Task A_fault_that_only_coverage_leads_to_is_found()
    {
        var (exitCode, said) = await RunAsync("planted", "120", _folder, "1");
        Assert.Equal(1, exitCode);
        Assert.Contains("the planted fault", said, StringComparison.Ordinal);
        var found = Assert.Single(Directory.GetFiles(_folder));
        Assert.Equal("Swarm", System.Text.Encoding.ASCII.GetString((await File.ReadAllBytesAsync(found, TestContext.Current.CancellationToken))[..5]));

        // What was written shows the fault again.
        (exitCode, said) = await RunAsync("planted", found);
        Assert.Equal(1, exitCode);
        Assert.Contains("the planted fault", said, StringComparison.Ordinal);
        File.Delete(found);
    }

    private static async Task<(int ExitCode, string Said)> RunAsync(params string[] arguments)
    {
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        var start = new ProcessStartInfo(host) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "Swarm.Fuzz.dll")).Prepend("exec"))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
