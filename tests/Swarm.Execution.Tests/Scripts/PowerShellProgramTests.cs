using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Execution.Confinement;
using Swarm.Execution.Policies;
using Swarm.Execution.Scripts;
using Swarm.Execution.Steps;
using Swarm.Execution.Tests.Confinement;
using Swarm.Execution.Tests.Steps;
using Swarm.Tests;

namespace Swarm.Execution.Tests.Scripts;

/// <summary>PowerShell as the .NET tool is: an assembly, or a start program whose parts lie beside it, both in a home.</summary>
public sealed class PowerShellProgramTests
{
    private const string Script = "Get-Content given.txt; $PSVersionTable.PSEdition; sh -c 'exit 5'";

    public static TheoryData<ConfinementMethod> Methods => [ConfinementMethod.Unshare, ConfinementMethod.Bubblewrap];

    private static string Assembly
    {
        get
        {
            Assert.SkipWhen(PowerShellTool.Instance is null, "PowerShell's tool is not here.");
            return PowerShellTool.Instance!.Managed[1];
        }
    }

    [Fact]
    public async Task A_script_runs_where_PowerShell_is_an_assembly()
    {
        using var scene = new StepScene();
        scene.Write("given.txt", "given\n");
        var outcome = await StepRunner.RunAsync(Prepare(scene, Assembly), scene.Options, TestContext.Current.CancellationToken);
        Assert.Equal("given\nCore\n", scene.Log);
        Assert.Equal(5, outcome.ExitCode);
    }

    [Fact]
    public async Task A_file_ps1_runs_where_PowerShell_is_an_assembly()
    {
        using var scene = new StepScene();
        scene.Write("agent.ps1", "\"$args\"\nexit 4\n");
        var command = scene.Command("./agent.ps1", "one", "two") with { PowerShellPath = Assembly };
        var outcome = await StepRunner.RunAsync(command, scene.Options, TestContext.Current.CancellationToken);
        Assert.Equal("one two\n", scene.Log);
        Assert.Equal(4, outcome.ExitCode);
    }

    // The tool's start program waits for a runtime that it starts, and takes no child along when it is killed.
    [Fact]
    public async Task A_step_whose_start_program_is_killed_leaves_no_PowerShell()
    {
        var shim = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Assembly)!, "..", "Microsoft.PowerShell.GlobalTool.Shim.dll"));
        using var scene = new StepScene("dotnet");
        var start = scene.Write("pwsh", $"#!/bin/sh\nexec dotnet exec '{shim}' \"$@\"\n", executable: true);
        const string Orphan = "$start = (Get-Process -Id $PID).Parent; $start.ProcessName; $start.Kill(); Start-Sleep 1000";
        var outcome = await StepRunner.RunAsync(Prepare(scene, start, Orphan), scene.Options, TestContext.Current.CancellationToken);
        Assert.Equal("dotnet\n", scene.Log);
        Assert.Equal(128 + 9, outcome.ExitCode);
        Assert.Equal(1, outcome.KilledDescendants);
        Assert.Empty(scene.Marked());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_confined_script_finds_the_assembly_and_its_parts(ConfinementMethod method)
    {
        var assembly = Assembly;
        using var scene = new ConfinementScene(method);
        scene.Step.Write("workspace/given.txt", "given\n");
        var command = Prepare(scene.Step, assembly);
        scene.Confinement = scene.Confinement with { ReadablePaths = [Path.GetDirectoryName(command.Arguments[^1])!] };
        var outcome = await StepRunner.RunAsync(command with { WorkingDirectory = scene.Workspace }, scene.Step.Options, TestContext.Current.CancellationToken);
        Assert.Equal("given\nCore\n", scene.Log);
        Assert.Equal(5, outcome.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task PowerShell_itself_runs_confined(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method, "pwsh");
        var outcome = await scene.RunAsync(StepScene.Find("pwsh")!, "-NoProfile", "-NonInteractive", "-Command", "1 + 1; Set-Content f text; Get-Content f");
        Assert.Equal("2\ntext\n", scene.Log);
        Assert.Equal(0, outcome.ExitCode);
    }

    // The start program lies among others', and what it starts in a folder beside it.
    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_confined_step_finds_the_parts_of_a_tool_in_a_home_and_nothing_else_there(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        using var home = new HomeFolder();
        home.Write("tools/greet", "#!/bin/sh\n\"$(dirname \"$0\")/.store/greet/part\"\nls -A \"$(dirname \"$0\")\"\n");
        home.Write("tools/.store/greet/part", "#!/bin/sh\necho from the part\n");
        home.Write("tools/other", "#!/bin/sh\n");
        home.Write("secret.txt", "secret");
        await scene.RunAsync(Path.Combine(home.Path, "tools", "greet"));
        Assert.Equal("from the part\n.store\ngreet\n", scene.Log);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_confined_step_that_PowerShell_does_not_run_does_not_see_it(ConfinementMethod method)
    {
        var assembly = Assembly;
        using var scene = new ConfinementScene(method);
        using var home = new HomeFolder();
        home.Write("shell/pwsh", "#!/bin/sh\n");
        var command = scene.Step.Command("ls", home.Path) with { WorkingDirectory = scene.Workspace, PowerShellPath = Path.Combine(home.Path, "shell", "pwsh") };
        var outcome = await StepRunner.RunAsync(command, scene.Step.Options, TestContext.Current.CancellationToken);
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.DoesNotContain("shell\n", scene.Log, StringComparison.Ordinal);
        Assert.NotEmpty(assembly);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("pwsh", null, true)]
    [InlineData("sh", null, false)]
    [InlineData("dotnet", null, false)]
    [InlineData(null, "pwsh", false)]
    [InlineData("pwsh", "dotnet", false)]
    public void A_policy_speaks_of_PowerShell_by_its_name(string? allowed, string? blocked, bool isAllowed)
    {
        using var scene = new StepScene();
        scene.Write("agent.ps1", "exit 0\n");
        var assembly = Assembly;
        AssertAllowed(isAllowed, Prepare(scene, assembly), allowed, blocked);
        var file = scene.Command("./agent.ps1") with { PowerShellPath = assembly };
        AssertAllowed(isAllowed, file, allowed is null ? null : $"{allowed},agent.ps1", blocked);
    }

    [Fact]
    public void A_policy_that_allows_PowerShell_does_not_allow_its_runtime()
    {
        using var scene = new StepScene("dotnet");
        AssertAllowed(isAllowed: false, scene.Command("dotnet", "--info") with { PowerShellPath = Assembly }, "pwsh", blocked: null);
    }

    private static void AssertAllowed(bool isAllowed, StepCommand command, string? allowed, string? blocked)
    {
        var policy = PolicyOf(allowed, blocked);
        var enforcement = PolicyEnforcement.Plan(policy, StepProtection.Plan(policy, routeMode: null, sandbox: null));
        var error = Record.Exception(() => enforcement.RequireProgram(command));
        Assert.Equal(isAllowed ? null : ErrorCode.PolicyDenied, (error as SwarmException)?.ErrorCode);
        Assert.Equal(isAllowed, error is null);
    }

    private static Policy PolicyOf(string? allowed, string? blocked) => Policy.Create(new PolicyDocument
    {
        Type = ContractTypes.Policy,
        AllowedPrograms = allowed?.Split(','),
        BlockedPrograms = blocked?.Split(','),
    });

    private static StepCommand Prepare(StepScene scene, string shell, string script = Script)
    {
        var run = Directory.CreateDirectory(Path.Combine(scene.Folder, "run")).FullName;
        var prepared = ScriptStep.Prepare(run, run, script, new ScriptInput([], []), shell);
        return scene.Command(prepared.Program, prepared.Arguments) with { PowerShellPath = shell };
    }

    private sealed class HomeFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), $"swarm-test-{Guid.NewGuid():N}")).FullName;

        public void Write(string name, string text)
        {
            var file = System.IO.Path.Combine(Path, name);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
