using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>Whatever a step of an ordinary user leaves, its run makes a node that restores, and no later command fails.</summary>
public sealed class StrangeRemainsTests
{
    private const string Long = "/usr/bin/env python3 -c \"import os; [(os.mkdir('n' * 200), os.chdir('n' * 200)) for i in range(25)]; open('f', 'w').write('plain')\"";

    [Theory]
    [InlineData("echo s > f; chmod 000 f")]
    [InlineData("echo s > f; chmod 0222 f")]
    [InlineData("mkdir d; echo s > d/f; chmod 000 d")]
    [InlineData("mkdir d; echo s > d/f; chmod 0444 d")]
    [InlineData("mkdir d; echo s > d/f; chmod 0100 d")]
    [InlineData("mkdir -p d/e; echo s > d/e/f; chmod 000 d/e/f d/e d")]
    [InlineData("echo s > .swarmignore; chmod 000 .swarmignore")]
    [InlineData("echo s > $SWARM_OUTPUT; chmod 000 $SWARM_OUTPUT")]
    [InlineData("echo s > $SWARM_OUTPUT; chmod 000 $(dirname $SWARM_OUTPUT)")]
    [InlineData("chmod 000 $SWARM_STATE")]
    [InlineData("chmod 000 $(dirname $SWARM_STATE)")]
    [InlineData("echo s > f; chmod 000 .")]
    [InlineData("echo s > f; chmod 000 ..")]
    [InlineData("echo s > f; chmod 000 ../..")]
    [InlineData("echo s > f; chmod 000 ../log")]
    [InlineData("echo s > f; chmod 0555 . ..")]
    [InlineData("mkdir d; chmod 0777 d; ln -s nowhere l; ln -s . self; mkfifo p; chmod 000 p")]
    [InlineData(Long)]
    [InlineData("python3 -c \"open('\\ufffd', 'w'); open(b'\\xff', 'w')\"")]
    public void A_step_of_an_ordinary_user_makes_a_node_that_restores(string step)
    {
        using var scene = Scene.OfOrdinaryUser();
        var run = scene.Launch(step, "--label", "base");
        Assert.True(run.ExitCode == 0, run.Error);
        var next = scene.Resume("branch:base", "true");
        Assert.True(next.ExitCode == 0, next.Error);
        var export = scene.Run("workspace", "export", "--node", "branch:base", "--to", scene["out"]);
        Assert.True(export.ExitCode == 0, export.Error);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(scene["home"], "work")));
        Assert.Equal(0, scene.Run("store", "check").ExitCode);
    }

    [Fact]
    public void What_an_ended_process_left_keeps_no_command_from_working()
    {
        using var scene = Scene.OfOrdinaryUser();
        Assert.Equal(0, scene.Launch("true", "--label", "base").ExitCode);
        using (var process = scene.Start("run", "resume", "--node", "branch:base", "--", "sh", "-c", Long + "; chmod 000 ..; kill -9 $(ps -o ppid= -p $PPID)"))
        {
            Scene.Finish(process);
        }

        var list = scene.Run("run", "list");
        Assert.True(list.ExitCode == 0, list.Error);
        Assert.Contains("abandoned", list.Output, StringComparison.Ordinal);
        var next = scene.Resume("branch:base", "true");
        Assert.True(next.ExitCode == 0, next.Error);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(scene["home"], "work")));
    }

    [Fact]
    public void A_workspace_that_no_snapshot_can_hold_is_refused_by_name()
    {
        using var scene = Scene.OfOrdinaryUser();
        using (var make = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", Long]) { WorkingDirectory = Directory.CreateDirectory(scene["deep"]).FullName })!)
        {
            make.WaitForExit();
        }

        var run = scene.Launch("true", "--workspace", scene["deep"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("WORKSPACE_INVALID", run.Error, StringComparison.Ordinal);
        Assert.Contains("longer than", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_shows_colours_and_commands_no_terminal()
    {
        using var scene = Scene.WithShell();
        var launch = scene.Launch("printf '\\033]52;c;eA==\\007\\033[2Ja\\033[31mb\\033[0m\\n'");
        Assert.Contains("a\e[31mb\e[0m", launch.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\e]52", launch.Error, StringComparison.Ordinal);
        var run = launch.Text("run_id")!;
        Assert.Equal("a\e[31mb\e[0m\n", scene.Run("run", "logs", run).Output);
        Assert.Equal("\e]52;c;eA==\a\e[2Ja\e[31mb\e[0m\n", scene.Run("run", "logs", run, "--raw").Output);
    }

    [Theory]
    [InlineData("c.execute('pragma journal_mode=wal'); c.execute('create table t(v)'); c.execute('insert into t values(5)'); c.commit(); os._exit(0)", 5)]
    [InlineData("c.execute('create table t(v)'); c.execute('insert into t values(5)'); c.commit(); c.execute('pragma cache_size=1'); c.execute('begin'); c.execute('update t set v=6'); [c.execute('insert into t values(zeroblob(9000))') for i in range(50)]; os._exit(0)", 5)]
    public void A_state_with_a_leftover_log_is_read_where_nothing_may_be_written_beside_it(string python, int value)
    {
        using var scene = Scene.WithShell();
        var folder = Directory.CreateDirectory(scene["state"]).FullName;
        using (var make = System.Diagnostics.Process.Start("python3", ["-c", $"import sqlite3, os; c = sqlite3.connect('{folder}/s.sqlite', isolation_level=None); {python}"]))
        {
            make.WaitForExit();
        }

        var shared = Path.Combine(folder, "s.sqlite-shm");
        File.Delete(shared);
        var before = Directory.GetFiles(folder).Order().ToArray();
        Assert.Equal(2, before.Length);
        scene.GiveToOrdinaryUser();
        Scene.SetMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var run = scene.Launch("true", "--label", "base", "--state", Path.Combine(folder, "s.sqlite"));
        Assert.True(run.ExitCode == 0, run.Error);
        var rows = scene.Run("state", "query", "--json", "--node", "branch:base", "select v from t where typeof(v) = 'integer'");
        Assert.True(rows.ExitCode == 0, rows.Error);
        Assert.Equal(value, rows.Json.GetProperty("rows")[0].GetProperty("v").GetInt32());
        Assert.Equal(before, Directory.GetFiles(folder).Order());
    }
}
