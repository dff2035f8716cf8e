using Swarm.Core.Errors;
using Swarm.Execution.Steps;

namespace Swarm.Execution.Tests.Steps;

public sealed class ProgramResolutionTests
{
    [Fact]
    public async Task A_path_counts_from_the_working_directory()
    {
        using var scene = new StepScene();
        scene.Write("agent.sh", "#!/bin/sh\necho agent $1\n", executable: true);
        await scene.RunAsync("./agent.sh", "one");
        Assert.Equal("agent one\n", scene.Log);
    }

    [Fact]
    public async Task A_bare_name_is_looked_up_in_the_steps_own_path()
    {
        using var scene = new StepScene();
        Directory.CreateDirectory(Path.Combine(scene.Folder, "tools"));
        scene.Write("tools/agent", "#!/bin/sh\necho mine\n", executable: true);
        scene.Write("agent", "#!/bin/sh\necho wrong\n", executable: true);
        scene.Environment["PATH"] = $"/nowhere:tools:{scene.Environment["PATH"]}";
        await scene.RunAsync("agent");
        Assert.Equal("mine\n", scene.Log);
    }

    [Fact]
    public async Task What_is_not_executable_does_not_hide_what_is()
    {
        using var scene = new StepScene();
        scene.Write("true", "no program");
        scene.Environment["PATH"] = $"{scene.Folder}:{scene.Environment["PATH"]}";
        Assert.Equal(0, (await scene.RunAsync("true")).ExitCode);
    }

    [Theory]
    [InlineData("no-such-program")]
    [InlineData("./no-such-program")]
    [InlineData("/no/such/program")]
    [InlineData("")]
    public async Task A_program_that_is_not_there_is_named(string program)
    {
        using var scene = new StepScene();
        var error = await FailAsync(scene, program);
        Assert.Contains(program, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bare_name_is_not_looked_up_in_the_working_directory()
    {
        using var scene = new StepScene();
        scene.Write("agent-here", "#!/bin/sh\n", executable: true);
        Assert.Contains("PATH", (await FailAsync(scene, "agent-here")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_no_program()
    {
        using var scene = new StepScene();
        await FailAsync(scene, "/usr/bin/");
        await FailAsync(scene, "/usr/bin");
    }

    [Fact]
    public async Task What_lacks_the_permission_is_named()
    {
        using var scene = new StepScene();
        scene.Write("agent.sh", "#!/bin/sh\n");
        Assert.Contains("chmod +x", (await FailAsync(scene, "./agent.sh")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!/no/such/interpreter\n", "interpreter")]
    [InlineData("neither one nor the other\n", "neither")]
    public async Task What_the_system_cannot_run_is_named(string text, string reason)
    {
        using var scene = new StepScene();
        scene.Write("agent", text, executable: true);
        Assert.Contains(reason, (await FailAsync(scene, "./agent")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_long_an_environment_is_named()
    {
        using var scene = new StepScene();
        scene.Environment["LARGE"] = new string('x', 20_000_000);
        Assert.Contains("too long", (await FailAsync(scene, "true")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_long_a_command_line_is_named()
    {
        using var scene = new StepScene();
        var error = await Assert.ThrowsAsync<SwarmException>(() => scene.RunAsync("true", new string('x', 20_000_000)));
        Assert.Equal(ErrorCode.StepNotStarted, error.ErrorCode);
        Assert.Contains("too long", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_working_directory_that_is_not_there_is_named()
    {
        using var scene = new StepScene();
        var command = scene.Command("true") with { WorkingDirectory = "/no/such/folder" };
        var error = await Assert.ThrowsAsync<SwarmException>(() => StepRunner.RunAsync(command, scene.Options));
        Assert.Equal(ErrorCode.StepNotStarted, error.ErrorCode);
        Assert.Contains("/no/such/folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_powershell_script_runs_in_powershell()
    {
        using var scene = new StepScene("pwsh");
        scene.Write("agent.ps1", "param($Style, $Count)\n\"$Style $($Count + 1)\"\nexit 4\n");
        var outcome = await scene.RunAsync("./agent.ps1", "-Style", "bold", "-Count", "2");
        Assert.Equal(4, outcome.ExitCode);
        Assert.Equal("bold 21\n", scene.Log);
    }

    private static async Task<SwarmException> FailAsync(StepScene scene, string program)
    {
        var error = await Assert.ThrowsAsync<SwarmException>(() => scene.RunAsync(program));
        Assert.Equal(ErrorCode.StepNotStarted, error.ErrorCode);
        return error;
    }
}
