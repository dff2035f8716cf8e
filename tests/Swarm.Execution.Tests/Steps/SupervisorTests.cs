using System.Diagnostics;
using System.Text;
using Swarm.Execution.Steps;

namespace Swarm.Execution.Tests.Steps;

/// <summary>What happens to the step when those above it end, and the supervisor by itself.</summary>
public sealed class SupervisorTests
{
    [Fact]
    public async Task Killing_the_shell_that_holds_the_control_pipe_ends_the_tree()
    {
        using var scene = new StepScene("dotnet", "mkfifo", "setsid");
        using var parent = Start(scene, "sh", "-c", $"""
            mkfifo control
            dotnet exec '{StepScene.SupervisorAssembly}' --report report --grace 200 -- /bin/sh -c \
                'setsid sh -c "while :; do sleep 1; done" {scene.Marker} & touch ready; wait' {scene.Marker} <control &
            exec 3>control
            printf 'PATH=/usr/bin:/bin\0\0' >&3
            wait
            """);
        await UntilAsync(() => File.Exists(Path.Combine(scene.Folder, "ready")));
        Assert.True(scene.Marked().Count > 2);
        parent.Kill();
        await UntilAsync(() => scene.Marked().Count == 0);
        Assert.Contains("\"killed\":", Report(scene), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killing_the_process_that_runs_the_step_ends_the_tree()
    {
        using var scene = new StepScene("pwsh");
        using var parent = Start(scene, StepScene.Find("pwsh")!, "-NoProfile", "-NonInteractive", "-Command", RunInPowerShell(
            scene, "trap '' TERM; (setsid sleep 1000 &); echo ready; while :; do sleep 1; done"));
        await UntilAsync(() => File.Exists(scene.Options.LogPath) && scene.Log.Length > 0);
        Assert.True(scene.Marked().Count > 2);
        parent.Kill();
        await UntilAsync(() => scene.Marked().Count == 0);
    }

    [Fact]
    public async Task A_step_runs_from_within_PowerShell()
    {
        using var scene = new StepScene("pwsh");
        using var process = Start(scene, StepScene.Find("pwsh")!, "-NoProfile", "-NonInteractive", "-Command", RunInPowerShell(
            scene, "echo from the step; exit 6"));
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal("step_failed 6", output.Trim());
        Assert.Equal("from the step\n", scene.Log);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_ends_the_step()
    {
        using var scene = new StepScene("pwsh");
        scene.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        var script = RunInPowerShell(scene, "while :; do echo 0123456789; done", logLimit: 1_000_000);
        using var process = Start(
            scene, "sh", "-c", "trap '' XFSZ; ulimit -f 64; exec \"$2\" -NoProfile -NonInteractive -Command \"$1\"", "sh", script, StepScene.Find("pwsh")!);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        Assert.True(error.Contains("step.log' cannot be written", StringComparison.Ordinal), error);
        Assert.Empty((await output).Trim());
    }

    [Fact]
    public async Task A_program_with_a_runtime_of_its_own_can_host_the_supervisor()
    {
        using var scene = new StepScene("pwsh");
        scene.Environment["DOTNET_STARTUP_HOOKS"] = StepScene.SupervisorAssembly;
        using var process = Start(
            scene,
            StepScene.Find("pwsh")!,
            ["--report", "report", "--", "/bin/sh", "-c", "echo \"$1\" $HOSTED $DOTNET_STARTUP_HOOKS; exit 3", "sh", "a ' b"]);
        await process.StandardInput.BaseStream.WriteAsync("HOSTED=yes\0\0"u8.ToArray());
        await process.StandardInput.FlushAsync();
        Assert.Equal("a ' b yes\n", await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal("""{"exit_code":3,"killed":0,"survivors":[]}""", Report(scene));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task A_signal_to_the_supervisor_ends_the_tree(string signal)
    {
        Assert.SkipWhen(IsIgnored(signal), $"Whoever started these tests ignores SIG{signal}.");
        using var scene = new StepScene("dotnet");
        using var supervisor = StartSupervisor(scene, "/bin/sh", "-c", "touch ready; while :; do sleep 0.1; done");
        await UntilAsync(() => File.Exists(Path.Combine(scene.Folder, "ready")));
        using (var kill = Process.Start("kill", ["-" + signal, $"{supervisor.Id}"]))
            await kill.WaitForExitAsync();

        await supervisor.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));

        // The loop's own "sleep" ends with the group, or a moment later by the supervisor's hand.
        Assert.Matches("""^{"signal":15,"killed":[01],"survivors":\[\]}$""", Report(scene));
    }

    [Fact]
    public async Task The_step_leads_a_session_apart_from_the_supervisors_and_ours()
    {
        using var scene = new StepScene("ps");
        await scene.ShellAsync("ps -o pid=,pgid=,sid= -p $$; ps -o pid=,sid= -p $PPID");
        var numbers = scene.Log.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToList();
        Assert.Equal(numbers[0], numbers[1]);
        Assert.Equal(numbers[0], numbers[2]);
        Assert.Equal(numbers[3], numbers[4]);
    }

    [Fact]
    public async Task A_pipe_that_ends_before_the_environment_starts_nothing()
    {
        using var scene = new StepScene("dotnet");
        using var supervisor = Start(
            scene, "dotnet", "exec", StepScene.SupervisorAssembly, "--report", "report", "--", "/bin/sh", "-c", "touch started");
        await supervisor.StandardInput.BaseStream.WriteAsync("PATH=/bin\0"u8.ToArray());
        supervisor.StandardInput.Close();
        await supervisor.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(1, supervisor.ExitCode);
        Assert.False(File.Exists(Path.Combine(scene.Folder, "started")));
    }

    [Theory]
    [InlineData]
    [InlineData("--report")]
    [InlineData("--", "true")]
    [InlineData("--report", "r", "--")]
    [InlineData("--report", "r", "--grace", "-1", "--", "true")]
    [InlineData("--end-session", "1")]
    public async Task A_malformed_command_line_shows_the_usage(params string[] arguments)
    {
        using var scene = new StepScene("dotnet");
        using var supervisor = Start(scene, "dotnet", ["exec", StepScene.SupervisorAssembly, .. arguments]);
        Assert.Contains("--report FILE", await supervisor.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await supervisor.WaitForExitAsync();
        Assert.Equal(2, supervisor.ExitCode);
    }

    private static string RunInPowerShell(StepScene scene, string script, int logLimit = 1000)
    {
        var text = new StringBuilder();
        text.AppendLine($"Add-Type -Path '{typeof(StepRunner).Assembly.Location}'");
        text.AppendLine("$environment = [System.Collections.Generic.Dictionary[string, string]]::new()");
        text.AppendLine($"$environment['PATH'] = $env:PATH; $environment['MARKER'] = '{scene.Marker}'");
        text.AppendLine($"$arguments = [string[]]('-c', '{script.Replace("'", "''", StringComparison.Ordinal)}', '{scene.Marker}')");
        text.AppendLine($"$command = [Swarm.Execution.Steps.StepCommand]::new('sh', $arguments, '{scene.Folder}', $environment, $null)");
        text.AppendLine($"$limits = @{{ LogPath = '{scene.Options.LogPath}'; LogLimitBytes = {logLimit} }}");
        text.AppendLine("$options = [Swarm.Execution.Steps.StepOptions] $limits");
        text.AppendLine("$run = [Swarm.Execution.Steps.StepRunner]::RunAsync($command, $options, [Threading.CancellationToken]::None)");
        text.AppendLine("$outcome = $run.GetAwaiter().GetResult()");
        text.AppendLine("\"$($outcome.Status) $($outcome.ExitCode)\"");
        return text.ToString();
    }

    private static Process StartSupervisor(StepScene scene, params IEnumerable<string> command)
    {
        var supervisor = Start(scene, "dotnet", ["exec", StepScene.SupervisorAssembly, "--report", "report", "--", .. command]);
        var environment = string.Concat(scene.Environment.Select(pair => $"{pair.Key}={pair.Value}\0"));
        supervisor.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(environment + "\0"));
        supervisor.StandardInput.BaseStream.Flush();
        return supervisor;
    }

    private static Process Start(StepScene scene, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = scene.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in scene.Environment)
            start.Environment[name] = value;

        return Process.Start(start)!;
    }

    private static string Report(StepScene scene) => File.ReadAllText(Path.Combine(scene.Folder, "report"));

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var attempt = 0; attempt < 6000; attempt++)
        {
            if (condition())
                return;

            await Task.Delay(10);
        }

        Assert.Fail("It did not happen within 60 seconds.");
    }

    private static bool IsIgnored(string signal)
    {
        var number = signal switch { "HUP" => 1, "INT" => 2, _ => 15 };
        const string Name = "SigIgn:";
        var mask = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").First(line => line.StartsWith(Name, StringComparison.Ordinal))[Name.Length..] : "0";
        return (Convert.ToUInt64(mask.Trim(), 16) & (1UL << (number - 1))) != 0;
    }
}
