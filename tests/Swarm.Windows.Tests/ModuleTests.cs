using System.Text.RegularExpressions;
using Swarm.Windows.Tests.Support;

namespace Swarm.Windows.Tests;

/// <summary>The module in a program that hosts PowerShell.</summary>
public sealed class ModuleTests(WindowsMachine machine) : IDisposable
{
    private readonly WindowsScene _scene = machine.MakeScene();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task It_is_imported_with_every_cmdlet_and_each_tells_its_parameters()
    {
        var manifest = await File.ReadAllTextAsync(WindowsMachine.Module, TestContext.Current.CancellationToken);
        var list = Regex.Match(manifest, @"CmdletsToExport\s*=\s*@\((?<names>[^)]*)\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["names"].Value;
        var expected = Regex.Matches(list, "'(?<name>[^']+)'", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(match => match.Groups["name"].Value);

        var result = (await _scene.HostAsync("""
            Get-Command -Module Swarm -CommandType Cmdlet | Where-Object { $_.Parameters.ContainsKey('Root') } | ForEach-Object Name
            """)).Expect(0);
        Assert.Equal(expected.Order(StringComparer.Ordinal), Lines(result).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Pipelines_launch_fork_resume_compare_verify_and_take_out()
    {
        _scene.Write("repository/greeting.txt", "hello");
        var result = (await _scene.HostAsync("""
            $base = Start-SwarmRun -Workspace ./repository -Label base -Command cmd, /c, 'echo first>note.txt'
            $tries = $base | Copy-SwarmRun -Label careful, bold | Resume-SwarmRun -Command cmd, /c, 'echo %SWARM_LABEL%>style.txt' -ThrottleLimit 2 | Sort-Object Label
            $tries.Label -join ','
            (Compare-SwarmState $tries[0] $tries[1]).Files.Path
            ($tries | Test-SwarmCertificate -Recurse).IsValid -join ','
            $tries[1] | Export-SwarmWorkspace -Destination ./winner | Out-Null
            Get-Content ./winner/style.txt
            (Get-SwarmBroker | Measure-Object).Count
            (Test-SwarmEnvironment | Where-Object Name -eq 'keys').Status
            """)).Expect(0);
        Assert.Equal(["bold,careful", "style.txt", "True,True", "careful", "0", "passed"], Lines(result));
    }

    [Fact]
    public async Task A_script_block_runs_in_the_pwsh_beside_the_host()
    {
        var result = (await _scene.HostAsync(ScriptBlock, WindowsMachine.HostBesidePowerShell)).Expect(0);
        Assert.Equal(["succeeded", "made by a step: 5"], Lines(result));
    }

    [Fact]
    public async Task A_script_block_runs_in_the_pwsh_of_the_path_where_the_host_is_none()
    {
        PutPowerShellIntoPath();
        var result = (await _scene.HostAsync(ScriptBlock)).Expect(0);
        Assert.Equal(["succeeded", "made by a step: 5"], Lines(result));
    }

    [Fact]
    public async Task Without_any_pwsh_the_error_says_what_to_do()
    {
        Assert.SkipWhen(WindowsMachine.IsReal, "A Windows machine may have PowerShell installed.");
        var result = await _scene.HostAsync("Start-SwarmRun { 1 }");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("install PowerShell 7.6 or later, or add its folder to PATH", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_runs_a_script_file_in_the_pwsh_of_the_path()
    {
        PutPowerShellIntoPath();
        _scene.Write("work/agent.ps1", "param($Style)\n\"style $Style\"\nexit 4\n");
        var run = (await _scene.SwarmAsync("run", "launch", "--json", "--workspace", "work", "--", @".\agent.ps1", "-Style", "bold")).Expect(7);
        Assert.Equal(4, run.ReadJson().GetProperty("exit_code").GetInt32());
        Assert.Contains("style bold", run.Error, StringComparison.Ordinal);
    }

    private const string ScriptBlock = """
        $run = Start-SwarmRun -ArgumentList 2, 3 { param($a, $b) "made by a step: $($a + $b)" | Set-Content out.txt; & $env:ComSpec /c exit 0 }
        $run.Status
        $run | Export-SwarmWorkspace -Destination ./out | Out-Null
        Get-Content ./out/out.txt
        """;

    // Wine has a PATH of its own, and puts this before it.
    private void PutPowerShellIntoPath()
    {
        var folder = _scene.Translate(Path.GetDirectoryName(WindowsMachine.HostBesidePowerShell)!);
        if (WindowsMachine.IsReal)
            _scene.Variables["PATH"] = $"{folder};{Environment.GetEnvironmentVariable("PATH")}";
        else
            _scene.Variables["WINEPATH"] = folder;
    }

    private static string[] Lines(ProcessResult result) => result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
