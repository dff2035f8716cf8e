using Swarm.Core.Contracts;
using Swarm.Core.Json;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;
using Swarm.Execution.Episodes;
using Swarm.Execution.Steps;

namespace Swarm.Engine.Tests.Runs;

public sealed class LaunchTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_launch_gives_the_step_its_workspace_state_and_variables()
    {
        Scene.NeedUnix();
        _scene.Write("project/notes.txt", "hello");
        var run = await _scene.RunAsync(new RunRequest
        {
            Workspace = "project",
            Label = "base",
            Environment = new Dictionary<string, string> { ["COLOUR"] = "blue", ["SWARM_STATE"] = "not mine to set" },
            Step = Scene.Shell("env | grep -E '^(SWARM_|COLOUR|GIT_CEILING)' | sort; pwd; cat notes.txt; test -f \"$SWARM_STATE\" && printf done > \"$SWARM_OUTPUT\""),
        });

        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        Assert.Equal(0, run.Record.ExitCode);
        Assert.Equal("done", run.Response);
        Assert.Equal(0, run.RatchetStep);
        var log = await _scene.LogAsync(run.Record.RunId);
        var folder = Path.Combine(_scene.Work, run.Record.RunId);
        Assert.Equal(
            $"""
            COLOUR=blue
            GIT_CEILING_DIRECTORIES={folder}
            SWARM_LABEL=base
            SWARM_NODE_ID=
            SWARM_OUTPUT={folder}/response/output
            SWARM_RUN_ID={run.Record.RunId}
            SWARM_STATE={folder}/state/state.sqlite
            SWARM_WORKSPACE={folder}/workspace
            {folder}/workspace
            hello
            """.ReplaceLineEndings("\n") + "\n",
            log);
        _scene.AssertSound();
    }

    [Fact]
    public async Task The_certificate_and_the_result_say_what_happened()
    {
        Scene.NeedUnix();
        var run = await _scene.LaunchAsync("echo to the log; echo answer > $SWARM_OUTPUT", "base");
        var certificate = StrictJson.Parse(File.ReadAllBytes(run.CertificatePath!), ContractJson.Default.Certificate, "certificate");
        Assert.Equal(run.Record.RunId, certificate.JobId);
        Assert.Equal(Operations.Launch, certificate.Node!.Operation);
        Assert.Null(certificate.Node.ParentNodeId);
        Assert.Null(certificate.ParentState.StateId);
        Assert.False(certificate.Deterministic);
        Assert.Equal("none", certificate.Sandbox);
        Assert.Equal(CertificateRestore.Checkpoint, certificate.Restore!.Mode);
        Assert.Equal(Core.Digests.Digest.Compute("to the log\n"u8), certificate.Result.LogSha256);
        Assert.Equal(Core.Digests.Digest.Compute("answer\n"u8), certificate.Result.ResponseSha256);
        Assert.Equal(Core.Digests.Digest.Compute(File.ReadAllBytes(_scene.Layout.NodeFile(run.Record.NodeId!, "run_spec.json"))), certificate.RequestHash);
        var result = StrictJson.Parse(File.ReadAllBytes(_scene.Layout.NodeFile(run.Record.NodeId!, "result.json")), ContractJson.Default.RunResult, "result");
        Assert.Equal((run.Record.NodeId, RunStatus.Succeeded, run.Record.ArtifactHash), (result.NodeId, result.Status, result.ArtifactHash));
        Assert.Equal("answer", _scene.Session.Runs.Get(run.Record.RunId, withResponse: true).Response);
    }

    [Fact]
    public async Task The_users_workspace_is_copied_and_never_changed()
    {
        Scene.NeedUnix();
        var project = Path.GetDirectoryName(_scene.Write("project/keep.txt", "before"))!;
        _scene.Write("project/sub/run.sh", "#!/bin/sh\n");
        _scene.Write("project/.swarm/store.json", "a store's own");
        _scene.Write("project/node_modules/big.bin", "left out");
        _scene.Write("project/.swarmignore", "node_modules/\n*.tmp\n!keep.tmp\n");
        _scene.Write("project/scratch.tmp", "left out");
        _scene.Write("project/keep.tmp", "taken back");
        Scene.SetMode(Path.Combine(project, "sub/run.sh"), 0b111_101_000);
        Scene.SetMode(Path.Combine(project, "sub"), 0b111_000_101);
        File.CreateSymbolicLink(Path.Combine(project, "inner"), "sub/run.sh");
        File.CreateSymbolicLink(Path.Combine(project, "outer"), "/etc/hostname");
        File.SetLastWriteTimeUtc(Path.Combine(project, "keep.txt"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        Directory.SetLastWriteTimeUtc(Path.Combine(project, "sub"), new DateTime(2002, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        var before = Scene.HashTree(project);
        var warnings = new List<string>();

        var run = await _scene.RunAsync(new RunRequest
        {
            Workspace = project,
            Warning = warnings.Add,
            Step = Scene.Shell("find . | sort; stat -c '%n %a %Y' keep.txt sub sub/run.sh; readlink inner outer; echo changed > keep.txt; rm -r sub; mkdir new"),
        });

        Assert.Equal(before, Scene.HashTree(project));
        Assert.Equal(
            """
            .
            ./.swarmignore
            ./inner
            ./keep.tmp
            ./keep.txt
            ./outer
            ./sub
            ./sub/run.sh
            """.ReplaceLineEndings("\n") + "\nkeep.txt 644 981173106\nsub 705 1012709106\n",
            (await _scene.LogAsync(run.Record.RunId)).Split("sub/run.sh 750")[0]);
        Assert.EndsWith("sub/run.sh\n/etc/hostname\n", await _scene.LogAsync(run.Record.RunId), StringComparison.Ordinal);
        Assert.Contains("'outer' -> '/etc/hostname'", Assert.Single(warnings), StringComparison.Ordinal);
        var export = _scene.Export(run.Record.NodeId!);
        Assert.Equal("changed\n", File.ReadAllText(Path.Combine(export, "keep.txt")));
        Assert.Equal("/etc/hostname", new FileInfo(Path.Combine(export, "outer")).LinkTarget);
        Assert.True(Directory.Exists(Path.Combine(export, "new")));
        Assert.False(Directory.Exists(Path.Combine(export, "sub")));
    }

    [Fact]
    public async Task What_an_exported_workspace_holds_is_what_the_step_left_with_its_modes_times_and_links()
    {
        Scene.NeedUnix("stat");
        const string Describe = "find . -mindepth 1 | sort | while read -r n; do stat -c '%n %F %a %s' \"$n\"; done; stat -c '%n %.9Y' a/f a; readlink a/l";
        var run = await _scene.LaunchAsync("mkdir -p a/b; echo x > a/f; chmod 751 a/f; ln -s ../a/f a/l; touch -d '2003-01-01 00:00:00.123456700' a/f a; " + Describe);
        var again = await _scene.ResumeAsync(run.Record.NodeId!, Describe);
        var log = await _scene.LogAsync(run.Record.RunId);
        Assert.Contains("a/f 1041379200.123456700", log, StringComparison.Ordinal);
        Assert.Equal(log, await _scene.LogAsync(again.Record.RunId));
        Assert.Equal(0, _scene.Session.Nodes.Get(new NodeReference(again.Record.NodeId!)).Record.ForkOrdinal);
    }

    [Fact]
    public async Task A_database_given_to_a_launch_is_copied_with_its_log_and_never_changed()
    {
        Scene.NeedUnix("python3");
        var (code, _, error) = await Tool.RunAsync("python3", "-c", """
            import os, sqlite3, sys
            os.chdir(sys.argv[1])
            c = sqlite3.connect('seed.db')
            c.execute('pragma journal_mode=wal')
            c.execute('create table t(v)')
            c.execute('insert into t values(41)')
            c.commit()
            os._exit(0)
            """, _scene.Folder);
        Assert.True(code == 0, error);
        Assert.True(File.Exists(Path.Combine(_scene.Folder, "seed.db-wal")));
        var before = File.ReadAllBytes(Path.Combine(_scene.Folder, "seed.db"));
        var run = await _scene.LaunchAsync(
            "python3 -c \"import sqlite3,os; c=sqlite3.connect(os.environ['SWARM_STATE']); c.execute('update t set v=v+1'); c.commit()\"", state: "seed.db");
        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        Assert.Equal(42L, _scene.Scalar(run.Record.NodeId!, "SELECT v FROM t"));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(_scene.Folder, "seed.db")));
    }

    [Fact]
    public async Task Output_is_followed_while_the_step_runs_and_progress_goes_through_its_phases()
    {
        Scene.NeedUnix();
        var (lines, phases, started) = (new List<string>(), new List<EpisodePhase>(), new List<string>());
        var run = await _scene.RunAsync(new RunRequest
        {
            Step = Scene.Shell("echo one; echo two >&2"),
            Output = new Lines(lines),
            Progress = phases.Add,
            Started = started.Add,
        });
        Assert.Equal(["one", "two"], lines.Order(StringComparer.Ordinal));
        Assert.Equal([EpisodePhase.Restoring, EpisodePhase.Running, EpisodePhase.Snapshotting, EpisodePhase.Committing], phases);
        Assert.Equal([run.Record.RunId], started);
    }

    [Fact]
    public async Task A_real_program_of_any_platform_is_a_step_too()
    {
        Assert.SkipUnless(Tool.Find("git") is not null, "git is not here.");
        var run = await _scene.RunAsync(new RunRequest { Step = new EpisodeStep { Command = ["git", "init", "--quiet"] } });
        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        Assert.True(File.Exists(Path.Combine(_scene.Export(run.Record.NodeId!), ".git", "HEAD")));
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_step_sees_no_variable_of_the_operators_own_swarm()
    {
        Scene.NeedUnix();
        Environment.SetEnvironmentVariable("SWARM_CANARY_OF_THE_OPERATOR", "x");
        var run = await _scene.LaunchAsync("env");
        Assert.DoesNotContain("SWARM_CANARY_OF_THE_OPERATOR", await _scene.LogAsync(run.Record.RunId), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_the_step_and_leaves_no_node()
    {
        Scene.NeedUnix();
        var marker = "swarm-cancel-" + Guid.NewGuid().ToString("N");
        var id = new TaskCompletionSource<string>();
        var running = _scene.RunAsync(new RunRequest { Step = Scene.Shell($"(exec -a {marker} sleep 600) & sleep 600 # {marker}"), Started = id.SetResult });
        var runId = await id.Task;
        var log = Path.Combine(_scene.Work, runId, "log");
        while (!File.Exists(log))
        {
            await Task.Delay(20, Scene.Cancellation);
        }

        using (var other = _scene.Open())
        {
            var cancelled = await other.Runs.CancelAsync(runId, access: null, Scene.Cancellation);
            Assert.Equal(RunStatus.Cancelled, cancelled.Record.Status);
            Assert.Equal("CANCELLED", Assert.Single(cancelled.Errors).Code);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(_scene.Session.Nodes.List());
        if (OperatingSystem.IsLinux())
        {
            Assert.Empty(Tool.FindMarked(marker));
        }

        _scene.AssertSound();
    }

    private sealed class Lines(List<string> lines) : IStepOutput
    {
        public void WriteLines(IReadOnlyList<string> more) => lines.AddRange(more);
    }
}
