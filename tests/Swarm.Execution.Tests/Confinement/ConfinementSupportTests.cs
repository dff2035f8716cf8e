using System.Diagnostics;
using Swarm.Execution.Confinement;
using Swarm.Tests;

namespace Swarm.Execution.Tests.Confinement;

public sealed class ConfinementSupportTests
{
    private const string Nobody = "65534";

    [Fact]
    public void Either_there_is_a_method_or_an_obstacle_with_a_remedy()
    {
        var support = ConfinementSupport.Find();
        Assert.Equal(support.Method is null, support.Obstacle is { Length: > 20 });
        Assert.Same(support, ConfinementSupport.Find());
    }

    [Fact]
    public async Task Where_no_namespaces_can_be_made_the_step_is_not_started()
    {
        Assert.SkipUnless(ConfinementSupport.Find().Method is not null, "No namespace can be made here, not even to forbid others in it.");
        using var scene = new ConfinementScene(ConfinementSupport.Find().Method!.Value, "pwsh", "unshare");
        var script = $$"""
            Add-Type -Path '{{typeof(StepConfinement).Assembly.Location}}'
            $environment = [System.Collections.Generic.Dictionary[string, string]]::new()
            $confinement = [Swarm.Execution.Confinement.StepConfinement] @{ WritablePaths = [string[]]@('{{scene.Workspace}}') }
            $options = [Swarm.Execution.Steps.StepOptions] @{ LogPath = '{{scene.Step.Options.LogPath}}'; LogLimitBytes = 1000; Confinement = $confinement }
            $command = [Swarm.Execution.Steps.StepCommand]::new('/bin/touch', [string[]]@('started'), '{{scene.Workspace}}', $environment, $null)
            [Swarm.Execution.Confinement.ConfinementSupport]::Find().Obstacle
            try { [Swarm.Execution.Steps.StepRunner]::RunAsync($command, $options, [Threading.CancellationToken]::None).GetAwaiter().GetResult() }
            catch { $_.Exception.InnerException.ErrorCode.Name; $_.Exception.InnerException.Message }
            """;
        var start = new ProcessStartInfo("unshare", ["-Ur", "sh", "-c", "echo 0 > /proc/sys/user/max_user_namespaces && exec \"$2\" -NoProfile -NonInteractive -Command \"$1\"", "sh", script, Steps.StepScene.Find("pwsh")!])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var lines = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n');
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("user.max_user_namespaces", lines[0], StringComparison.Ordinal);
        Assert.Equal("SANDBOX_UNAVAILABLE", lines[1]);
        Assert.Contains(lines[0].TrimEnd('.'), lines[2], StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(scene.Workspace, "started")));
    }

    private static string[] BecomeNobody => ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", "--inh-caps=-all"];

    // All tests of confinement, once more and by somebody who is not root.
    [Fact]
    public async Task All_of_it_holds_for_a_user_without_privileges()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Whoever runs these tests is not root, or this is not Linux.");
        Assert.SkipWhen(Steps.StepScene.Find("setpriv") is null || Steps.StepScene.Find("dotnet") is null, "setpriv and dotnet are not both here.");
        var tests = typeof(ConfinementSupportTests).Assembly.Location;
        Assert.SkipUnless(await CanReadAsync(tests), $"The user {Nobody} may not read '{tests}', or nobody can become that user here.");
        var home = Directory.CreateTempSubdirectory("swarm-home-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(home, (UnixFileMode)0b111_111_111);

        try
        {
            var start = new ProcessStartInfo(
                "setpriv",
                [
                    .. BecomeNobody, "dotnet", "exec", tests, "-namespace", typeof(ConfinementSupportTests).Namespace!, "-noColor",
                ])
            {
                UseShellExecute = false,
                WorkingDirectory = home,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["HOME"] = home;
            start.Environment["DOTNET_CLI_HOME"] = home;
            start.Environment[PowerShellTool.Variable] = "none";
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, output + await error);
            Assert.Contains("Failed: 0", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<bool> CanReadAsync(string file)
    {
        using var test = Process.Start(new ProcessStartInfo("setpriv", [.. BecomeNobody, "test", "-r", file]) { UseShellExecute = false })!;
        await test.WaitForExitAsync(TestContext.Current.CancellationToken);
        return test.ExitCode == 0;
    }
}
