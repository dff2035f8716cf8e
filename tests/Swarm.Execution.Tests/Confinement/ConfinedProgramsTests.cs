using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Execution.Confinement;

namespace Swarm.Execution.Tests.Confinement;

public sealed class ConfinedProgramsTests
{
    public static TheoryData<ConfinementMethod, string, string, string> Programs
    {
        get
        {
            (string Tool, string Script, string Expected)[] programs =
            [
                ("bash", "bash -c 'echo $((6 * 7)) <(true) > /dev/null && echo done'", "^done$"),
                ("python3", "/usr/bin/python3 -c 'import tempfile, json, socket; print(tempfile.mkdtemp()[:5])'", "^/tmp/$"),
                ("git", "git init -q . && echo text > f && git add f && git -c user.name=n -c user.email=e commit -qm one && git log --format=%s", "^one$"),
                ("node", "node -e 'console.log(require(\"os\").hostname())'", "^swarm$"),
                ("dotnet", "dotnet --list-runtimes", "Microsoft.NETCore.App"),
                ("perl", "perl -e 'print getpwuid($<) ? 1 : 0'", "^1$"),
            ];
            var data = new TheoryData<ConfinementMethod, string, string, string>();
            foreach (var (tool, script, expected) in programs)
            {
                data.Add(ConfinementMethod.Unshare, tool, script, expected);
                data.Add(ConfinementMethod.Bubblewrap, tool, script, expected);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Ordinary_programs_run(ConfinementMethod method, string tool, string script, string expected)
    {
        using var scene = new ConfinementScene(method, tool);
        Assert.Matches(expected, await scene.SayAsync(script));
    }

    [Theory]
    [InlineData(ConfinementMethod.Unshare)]
    [InlineData(ConfinementMethod.Bubblewrap)]
    public async Task A_program_of_its_own_folder_runs(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        scene.Step.Write("workspace/agent.sh", "#!/bin/sh\necho $0 $1\n", executable: true);
        var outcome = await scene.RunAsync("./agent.sh", "one");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal($"{scene.Workspace}/agent.sh one\n", scene.Log);
        var beside = scene.Step.Write("beside.sh", "#!/bin/sh\nls $(dirname $0)\n", executable: true);
        await scene.RunAsync(beside);
        Assert.Equal("beside.sh\nworkspace\n", scene.Log);
    }

    [Theory]
    [InlineData(ConfinementMethod.Unshare)]
    [InlineData(ConfinementMethod.Bubblewrap)]
    public async Task A_program_that_cannot_be_started_is_named(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        scene.Step.Write("workspace/agent", "#!/no/such/interpreter\n", executable: true);
        var error = await Assert.ThrowsAsync<SwarmException>(() => scene.RunAsync("./agent"));
        Assert.Equal(ErrorCode.StepNotStarted, error.ErrorCode);
        Assert.Contains("interpreter", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConfinementMethod.Unshare)]
    [InlineData(ConfinementMethod.Bubblewrap)]
    public async Task Deadline_grace_and_exit_code_are_as_without_confinement(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        scene.Step.Options = scene.Step.Options with { Timeout = TimeSpan.FromSeconds(3) };
        var outcome = await scene.ShellAsync("trap 'echo bye; exit 9' TERM; echo begun; exec 2>/dev/null; while :; do sleep 0.02; done");
        Assert.Equal(RunStatus.StepTimedOut, outcome.Status);
        Assert.Equal(9, outcome.ExitCode);
        Assert.Equal("begun\nbye\n", scene.Log);
        scene.Step.Options = scene.Step.Options with { GracePeriod = TimeSpan.FromSeconds(0.3) };
        outcome = await scene.ShellAsync("trap '' TERM INT HUP; while :; do sleep 1; done");
        Assert.Equal(137, outcome.ExitCode);
        scene.Step.Options = scene.Step.Options with { Timeout = null };
        outcome = await scene.ShellAsync("kill -SEGV $$");
        Assert.Equal(139, outcome.ExitCode);
        Assert.NotNull(outcome.Confinement);
    }

    [Theory]
    [InlineData(ConfinementMethod.Unshare)]
    [InlineData(ConfinementMethod.Bubblewrap)]
    public async Task Memory_is_limited(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        scene.Step.Options = scene.Step.Options with { MemoryLimitBytes = 64 << 20 };
        var outcome = await scene.ShellAsync("/usr/bin/python3 -c 'import time; b = bytearray(200000000); time.sleep(30)'");
        Assert.Equal(RunStatus.StepLimitExceeded, outcome.Status);
        Assert.True(outcome.ExceedingMemoryBytes > 64 << 20);
    }
}
