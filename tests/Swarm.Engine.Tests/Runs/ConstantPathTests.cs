using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Policies;
using Swarm.Engine.Tests.Support;
using Swarm.Execution.Confinement;
using Swarm.Execution.Episodes;

namespace Swarm.Engine.Tests.Runs;

/// <summary>A confined step sees its workspace, state and response at paths that are the same in every run.</summary>
public sealed class ConstantPathTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Every_variable_and_folder_of_a_confined_step_is_constant()
    {
        NeedConfinement();
        const string Script = """
            pwd
            env | grep -e ^SWARM_ -e ^GIT_ | grep -v -e _ID= -e LABEL | sort
            cut -d' ' -f5 /proc/self/mountinfo > mounts
            env | grep -v ^SWARM_RUN_ID= > environment
            """;
        var first = await RunAsync(Script);
        const string Expected = """
            /swarm/workspace
            GIT_CEILING_DIRECTORIES=/swarm
            SWARM_OUTPUT=/swarm/response/output
            SWARM_STATE=/swarm/state/state.sqlite
            SWARM_WORKSPACE=/swarm/workspace

            """;
        Assert.Equal(Expected, await _scene.LogAsync(first.Record.RunId));
        var second = await RunAsync(Script, first.Record.NodeId);
        Assert.Equal(Expected, await _scene.LogAsync(second.Record.RunId));

        var workspace = _scene.Export(second.Record.NodeId!);
        foreach (var file in new[] { "mounts", "environment" })
        {
            var seen = await File.ReadAllTextAsync(Path.Combine(workspace, file), Scene.Cancellation);
            Assert.Contains("/swarm/workspace\n", seen, StringComparison.Ordinal);
            Assert.DoesNotContain(second.Record.RunId, seen, StringComparison.Ordinal);
            Assert.DoesNotContain(_scene.Folder, seen, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_step_made_with_absolute_paths_works_in_the_next_run_and_in_a_fork()
    {
        NeedConfinement("sqlite3");
        var first = await RunAsync("""
            mkdir bin && ln -s /bin/sh bin/interpreter
            printf '#!%s/bin/interpreter\ncat "%s/data"\n' "$PWD" "$SWARM_WORKSPACE" > bin/tool
            chmod +x bin/tool && echo data > data && ln -s "$PWD/data" absolute
            sqlite3 "$SWARM_STATE" 'create table t(path); insert into t values('"'$SWARM_STATE'"')'
            """);
        const string Use = """
            ./bin/tool > "$SWARM_OUTPUT" && cat absolute >> "$SWARM_OUTPUT" &&
                test "$(sqlite3 "$SWARM_STATE" 'select path from t')" = "$SWARM_STATE"
            """;
        var resumed = await RunAsync(Use, first.Record.NodeId);
        Assert.Equal("data\ndata", resumed.Response);
        var fork = _scene.Session.Nodes.Fork(new NodeReference(first.Record.NodeId!), "other").Record;
        Assert.Equal("data\ndata", (await RunAsync(Use, fork.NodeId)).Response);

        // By its own path it is the step's program too.
        var direct = await _scene.RunAsync(Confined(new EpisodeStep { Command = ["/swarm/workspace/bin/tool"] }, fork.NodeId));
        Assert.Equal(RunStatus.Succeeded, direct.Record.Status);
        Assert.Equal("data\n", await _scene.LogAsync(direct.Record.RunId));
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_virtual_environment_of_Python_works_in_the_next_run()
    {
        NeedConfinement("python3");
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "A python3 of the system is not here.");
        var made = await _scene.RunAsync(Confined(Scene.Shell("/usr/bin/python3 -m venv --without-pip .venv")));
        var isMade = string.Equals(made.Record.Status, RunStatus.Succeeded, StringComparison.Ordinal);
        Assert.SkipUnless(isMade, $"No virtual environment can be made: {await _scene.LogAsync(made.Record.RunId)}");
        const string Script = """
            printf '#!/swarm/workspace/.venv/bin/python3\nimport sys; print(sys.prefix)\n' > .venv/bin/hello; chmod +x .venv/bin/hello
            """;
        var next = await RunAsync(Script, made.Record.NodeId);
        var last = await _scene.RunAsync(Confined(new EpisodeStep { Command = [".venv/bin/hello"] }, next.Record.NodeId));
        Assert.Equal("/swarm/workspace/.venv\n", await _scene.LogAsync(last.Record.RunId));
        var activated = await RunAsync(". .venv/bin/activate; hello > \"$SWARM_OUTPUT\"", next.Record.NodeId);
        Assert.Equal("/swarm/workspace/.venv", activated.Response);
    }

    [Fact]
    public async Task A_policy_holds_programs_of_the_workspace_by_the_paths_that_the_step_sees()
    {
        NeedConfinement();
        _scene.NeedLandlock();
        Scene.SetMode(_scene.Write("project/agent.sh", "#!/bin/sh\necho ran\n./other.sh\n"), 0b111_101_101);
        Scene.SetMode(_scene.Write("project/other.sh", "#!/bin/sh\necho leaked\n"), 0b111_101_101);
        const string Programs = "\"allowed_programs\":[\"sh\",\"/swarm/workspace/agent.sh\"]";
        var policy = _scene.WritePolicy($"\"sandbox\":\"confined\",{Programs},\"required\":[\"programs\",\"sandbox\"]");
        var request = Confined(new EpisodeStep { Command = ["./agent.sh"] }) with { Workspace = "project", Policy = policy };
        var run = await _scene.RunAsync(request);
        var log = await _scene.LogAsync(run.Record.RunId);
        Assert.StartsWith("ran\n", log, StringComparison.Ordinal);
        Assert.DoesNotContain("leaked\n", log, StringComparison.Ordinal);
        var other = request with { Step = new EpisodeStep { Command = ["./other.sh"] }, Label = "other" };
        var refused = await _scene.RefusedAsync(other, ErrorCode.PolicyDenied);
        Assert.Contains("'/swarm/workspace/other.sh'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_of_git_in_the_workspace_is_found_and_none_above_it()
    {
        NeedConfinement("git");
        var made = await RunAsync("""
            git init -q . && git -c user.name=n -c user.email=e commit -q --allow-empty -m one && git worktree add -q "$PWD/tree"
            """);
        const string Use = """
            git -C tree log --format=%s > "$SWARM_OUTPUT" && ! git -C /swarm log &&
                git worktree list --porcelain | grep -x 'worktree /swarm/workspace/tree'
            """;
        var next = await RunAsync(Use, made.Record.NodeId);
        Assert.Equal("one", next.Response);
    }

    [Fact]
    public async Task A_policy_cannot_show_what_lies_there()
    {
        NeedConfinement();
        var policy = _scene.WritePolicy("\"readable_paths\":[\"/swarm/workspace/tools\"]");
        var refused = await _scene.RefusedAsync(Confined(Scene.Shell("true")) with { Policy = policy }, ErrorCode.SandboxUnavailable);
        Assert.Contains("'/swarm/workspace/tools' lies in '/swarm'", refused.Message, StringComparison.Ordinal);
        _scene.AssertNothingLeft();
    }

    [Fact]
    public async Task An_unconfined_step_works_in_its_runs_folder()
    {
        Scene.NeedUnix();
        const string Script = """
            printf '%s\n' "$SWARM_WORKSPACE" "$SWARM_STATE" "$SWARM_OUTPUT"; pwd -P
            """;
        var run = await _scene.RunAsync(new RunRequest { Step = Scene.Shell(Script) });
        var lines = (await _scene.LogAsync(run.Record.RunId)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.Contains($"/work/{run.Record.RunId}/", line, StringComparison.Ordinal));
    }

    private static void NeedConfinement(params ReadOnlySpan<string> tools)
    {
        Scene.NeedUnix(tools);
        Assert.SkipWhen(ConfinementSupport.Find().Obstacle is not null, $"No step can be confined here: {ConfinementSupport.Find().Obstacle}");
    }

    private static RunRequest Confined(EpisodeStep step, string? node = null) =>
        new() { Sandbox = SandboxModes.Confined, Step = step, Node = node is null ? null : new NodeReference(node) };

    private async Task<RunInfo> RunAsync(string script, string? node = null)
    {
        var run = await _scene.RunAsync(Confined(Scene.Shell(script), node));
        Assert.True(run.Record.Status == RunStatus.Succeeded, $"{run.Record.Message} {await _scene.LogAsync(run.Record.RunId)}");
        return run;
    }
}
