using System.Diagnostics;
using Swarm.Engine.Workflows;

namespace Swarm.Workflows.Tests;

/// <summary>What actionlint says of the shipped workflow, where it is installed.</summary>
public sealed class LinterTests
{
    // The job's own workflow is known to runners since 2026, and not yet to every actionlint.
    private const string Newer = "property \"workflow_(ref|sha)\" is not defined";

    [Fact]
    public async Task The_shipped_workflow_passes_actionlint()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "actionlint.exe" : "actionlint"))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "actionlint is not here: install it, and the workflow is checked by it too.");
        var folder = Directory.CreateTempSubdirectory("swarm-lint-");
        try
        {
            var file = Path.Combine(folder.FullName, "swarm-run.yml");
            await File.WriteAllTextAsync(file, WorkflowTemplate.Read(WorkflowHost.GitHub), TestContext.Current.CancellationToken);
            using var process = Process.Start(new ProcessStartInfo(program!, ["-no-color", "-ignore", Newer, file]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
