using System.Diagnostics;
using Swarm.Tests;

namespace Swarm.Pester.Tests;

/// <summary>What PSScriptAnalyzer says of the scripts, where it is installed.</summary>
public sealed class ScriptAnalyzerTests
{
    private const int NotInstalled = 3;

    [Fact]
    public async Task It_finds_nothing_in_the_scripts()
    {
        Assert.SkipWhen(PowerShellTool.Instance is null, "'dotnet tool restore' did not bring PowerShell.");
        var start = new ProcessStartInfo(PowerShellTool.Instance!.Program) { RedirectStandardOutput = true, UseShellExecute = false };
        string[] arguments = ["-NoProfile", "-NonInteractive", "-File", Path.Combine(PesterFiles.Folder, "Invoke-Analyzer.ps1"), "-RepositoryPath", PowerShellTool.Repository];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(process.ExitCode == NotInstalled, output);
        Assert.True(process.ExitCode == 0, output);
    }
}
