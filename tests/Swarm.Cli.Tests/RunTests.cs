using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

public sealed class RunTests : IDisposable
{
    private static readonly string[] RunKeys =
        ["operation", "label", "parent_node_id", "exit_code", "ratchet_step", "backend", "web_address", "started_at", "finished_at", "response", "root"];

    private readonly Scene _scene = Scene.WithShell();

    [Fact]
    public void What_git_ignores_is_left_out_where_it_is_asked_for()
    {
        Assert.SkipUnless(Core.Files.ProgramSearch.Find("git") is not null, "There is no git.");
        _scene.Write("project/.gitignore", "*.log\n");
        _scene.Write("project/made.log", "x");
        _scene.Launch("ls -A", "--workspace", _scene["project"], "--gitignore").ExpectError(2, "WORKSPACE_INVALID");
        using (var git = System.Diagnostics.Process.Start("git", ["init", "-q", _scene["project"]]))
        {
            git.WaitForExit();
        }

        Assert.Equal(".git\n.gitignore\n", _scene.Launch("ls -A", "--workspace", _scene["project"], "--gitignore").Expect(0).Error);
    }

    [Fact]
    public void A_launch_gives_one_object_and_keeps_the_steps_output_out_of_it()
    {
        var workspace = _scene.Write("workspace/in.txt", "in");
        var result = _scene.Launch(
            "cat in.txt; echo to-error >&2; echo $NAME > out.txt; printf answer > $SWARM_OUTPUT",
            "--workspace", Path.GetDirectoryName(workspace)!, "--label", "base", "--env", "NAME=value=1").Expect(0);
        Assert.Equal(
            [.. CommandResult.StableKeys.SkipLast(1), .. RunKeys, "errors"], result.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("succeeded", result.Text("status"));
        Assert.Equal("checkpoint", result.Text("restore_mode"));
        Assert.Equal("launch", result.Text("operation"));
        Assert.Equal("base", result.Text("label"));
        Assert.Equal("answer", result.Text("response"));
        Assert.Equal(0, result.Json.GetProperty("exit_code").GetInt32());
        Assert.Equal(0, result.Json.GetProperty("ratchet_step").GetInt32());
        Assert.StartsWith("run-", result.Text("run_id"), StringComparison.Ordinal);
        Assert.StartsWith("node-", result.Text("node_id"), StringComparison.Ordinal);
        Assert.Matches("^sha256:[0-9a-f]{64}$", result.Text("artifact_hash"));
        Assert.True(File.Exists(new Uri(result.Text("certificate_ref")!).LocalPath));
        var capability = new Uri(result.Text("state_cap_next_ref")!);
        Assert.Equal("#state_cap", capability.Fragment);
        Assert.True(File.Exists(capability.LocalPath));
        Assert.EndsWith("#net_cap", result.Text("net_cap_next_ref"), StringComparison.Ordinal);
        Assert.Equal(0, result.Json.GetProperty("errors").GetArrayLength());
        Assert.Equal("into-error\n", result.Error.Replace("in\n", "in", StringComparison.Ordinal));
        Assert.False(File.Exists(_scene["workspace/out.txt"]));
    }

    [Fact]
    public void Text_tells_the_node_and_quiet_gives_its_id_alone()
    {
        var text = _scene.Run("run", "launch", "--", "sh", "-c", "echo hello").Expect(0);
        Assert.Matches(@"(?m)^node +node-\S+$", text.Output);
        Assert.DoesNotContain("hello", text.Output, StringComparison.Ordinal);
        Assert.Equal("hello\n", text.Error);
        Assert.DoesNotContain('\e', text.Output);
        var quiet = _scene.Run("run", "resume", "--quiet", "--node", "main", "--", "sh", "-c", "echo hello").Expect(0);
        Assert.Matches("^node-[0-9a-z]{24}\n$", quiet.Output);
        Assert.Empty(quiet.Error);
    }

    [Fact]
    public void Verbose_tells_what_is_done_on_standard_error()
    {
        var result = _scene.Run("run", "launch", "--verbose", "--json", "--", "true").Expect(0);
        Assert.Contains($"swarm: run {result.Text("run_id")}", result.Error, StringComparison.Ordinal);
        Assert.Contains("swarm: snapshotting", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_fails_exits_7_and_its_node_is_there()
    {
        var failed = _scene.Launch("touch kept; exit 3", "--label", "base").ExpectError(7, "STEP_FAILED");
        Assert.Equal("step_failed", failed.Text("status"));
        Assert.Equal(3, failed.Json.GetProperty("exit_code").GetInt32());
        Assert.Equal("step_failed", failed.Json.GetProperty("errors")[0].GetProperty("category").GetString());
        _scene.Resume(failed.Text("node_id")!, "test -e kept").Expect(0);
        _scene.Run("verify", "run", failed.Text("run_id")!).Expect(0);
    }

    [Theory]
    [InlineData("sleep 600", "step_timed_out", "STEP_TIMED_OUT", "--timeout", "300ms")]
    [InlineData("while :; do echo more; done", "step_limit_exceeded", "STEP_LIMIT_EXCEEDED", "--log-limit", "4KiB")]
    [InlineData("head -c 5000000 /dev/zero > big", "step_limit_exceeded", "STEP_LIMIT_EXCEEDED", "--output-limit", "1MiB")]
    public void A_broken_limit_exits_7_with_a_node(string script, string status, string code, string option, string value)
    {
        var result = _scene.Launch(script, option, value).Expect(7);
        Assert.Equal(status, result.Text("status"));
        Assert.Equal(code, result.Json.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.NotNull(result.Text("node_id"));
        Assert.Empty(_scene.FindMarked());
    }

    [Fact]
    public void A_program_that_is_not_there_exits_2_and_leaves_no_node()
    {
        var result = _scene.Run("run", "launch", "--json", "--", "no-such-program").ExpectError(2, "STEP_NOT_STARTED");
        Assert.Equal("failed", result.Text("status"));
        Assert.NotNull(result.Text("run_id"));
        Assert.Null(result.Text("node_id"));
        Assert.Equal(0, _scene.Run("run", "list", "--json").Json.GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public void Nodes_answer_to_ids_beginnings_runs_and_labels()
    {
        var launched = _scene.Launch("echo 1 > file", "--label", "base").Expect(0);
        var (node, run) = (launched.Text("node_id")!, launched.Text("run_id")!);
        foreach (var reference in new[] { node, node[..12], run, $"run:{run}", $"run:{run[..12]}", "branch:base", "base" })
        {
            Assert.Equal(node, _scene.Run("state", "inspect", "--json", "--node", reference).Expect(0).Text("node_id"));
        }

        _scene.Run("state", "inspect", "--node", "branch:other").ExpectError(2, "NODE_NOT_FOUND");
        _scene.Run("state", "inspect", "--node", "node-zzzz").ExpectError(2, "NODE_NOT_FOUND");
        _scene.Run("run", "status", "run-zzzz").ExpectError(2, "NODE_NOT_FOUND");
    }

    [Fact]
    public void A_fork_gives_its_nodes_and_two_tips_are_ambiguous()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        var forked = _scene.Run("run", "fork", "--json", "--node", "base", "--label", "careful", "--label", "bold").Expect(0);
        Assert.Equal(["nodes"], forked.AddedKeys);
        Assert.Null(forked.Text("node_id"));
        Assert.Equal(
            ["careful", "bold"], forked.Json.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("label").GetString()));
        Assert.Equal(
            [
                "node_id", "parent_node_id", "run_id", "operation", "label", "ratchet_step", "state_id", "snapshot_root", "artifact_hash",
                "created_at", "is_removed",
            ],
            forked.Json.GetProperty("nodes")[0].EnumerateObject().Select(member => member.Name));
        var again = _scene.Run("run", "fork", "--quiet", "--node", "base", "--label", "bold").Expect(0);
        Assert.Matches("^node-[0-9a-z]{24}\n$", again.Output);
        var ambiguous = _scene.Resume("branch:bold", "true").ExpectError(2, "AMBIGUOUS_LABEL");
        Assert.Contains(again.Output.Trim(), ambiguous.Error, StringComparison.Ordinal);
        Assert.Contains(forked.Json.GetProperty("nodes")[1].GetProperty("node_id").GetString()!, ambiguous.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fork_with_one_label_that_cannot_be_makes_none()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        _scene.Run("run", "fork", "--node", "base", "--label", "good", "--label", "not good").ExpectError(2, "SPEC_INVALID");
        Assert.Equal(1, _scene.Run("run", "list", "--json").Json.GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public void A_resume_takes_no_workspace()
    {
        _scene.Launch("true").Expect(0);
        _scene.Run("run", "resume", "--node", "main", "--workspace", ".", "--", "true").ExpectError(2, "SPEC_INVALID");
    }

    [Fact]
    public void Lists_status_logs_and_trees_show_what_was_run()
    {
        var launched = _scene.Launch("echo one; echo two", "--label", "base").Expect(0);
        var run = launched.Text("run_id")!;
        _scene.Run("run", "fork", "--node", "base", "--label", "bold").Expect(0);

        var list = _scene.Run("run", "list", "--json").Expect(0);
        Assert.Equal(["runs", "nodes"], list.AddedKeys);
        Assert.Equal(run, Assert.Single(list.Json.GetProperty("runs").EnumerateArray()).GetProperty("run_id").GetString());
        Assert.Equal(2, list.Json.GetProperty("nodes").GetArrayLength());
        Assert.Matches(@"(?m)^RUN +LABEL +OPERATION +STATUS", _scene.Run("run", "list").Expect(0).Output);

        var status = _scene.Run("run", "status", "--json", run[..10]).Expect(0);
        Assert.Equal(RunKeys, status.AddedKeys);
        Assert.Equal(launched.Text("artifact_hash"), status.Text("artifact_hash"));
        Assert.Equal("checkpoint", status.Text("restore_mode"));
        _scene.Run("run", "wait", run).Expect(0);

        Assert.Equal("one\ntwo\n", _scene.Run("run", "logs", run).Expect(0).Output);
        Assert.Equal("one\ntwo\n", _scene.Run("run", "logs", "--follow", run).Expect(0).Output);
        var logs = _scene.Run("run", "logs", "--json", run).Expect(0);
        Assert.Equal(["lines"], logs.AddedKeys);
        Assert.Equal(["one", "two"], logs.Json.GetProperty("lines").EnumerateArray().Select(line => line.GetString()));

        Assert.Matches("^base · node-.* · succeeded\n└─ bold · node-.*\n$", _scene.Run("run", "tree").Expect(0).Output);
        var mermaid = _scene.Run("run", "tree", "--json", "--as", "mermaid", "--node", "bold").Expect(0);
        Assert.Equal(["tree"], mermaid.AddedKeys);
        Assert.StartsWith("graph TD\n", mermaid.Text("tree"), StringComparison.Ordinal);
        _scene.Run("run", "tree", "--as", "drawing").ExpectError(2, "SPEC_INVALID");
    }

    [Fact]
    public void A_removed_node_is_gone_and_its_certificate_still_holds()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        var tip = _scene.Resume("base", "true", "--label", "tip").Expect(0);
        var removed = _scene.Run("run", "remove", "--json", "--node", "base").Expect(0);
        Assert.Equal(["is_dry_run", "nodes"], removed.AddedKeys);
        _scene.Run("state", "inspect", "--node", removed.Text("node_id")!).ExpectError(2, "NODE_NOT_FOUND");
        _scene.Run("verify", "run", "--recurse", tip.Text("node_id")!).Expect(0);
        _scene.Run("store", "check").Expect(0);
    }

    [Fact]
    public void Runs_that_need_not_be_kept_are_removed_and_look_removed()
    {
        _scene.Launch("true", "--label", "main").Expect(0);
        for (var index = 0; index < 3; index++)
        {
            _scene.Resume("main", "true").Expect(0);
        }

        string[] rule = ["run", "remove", "--json", "--keep-last", "2", "--label", "main"];
        var dry = _scene.Run([.. rule, "--dry-run"]).Expect(0);
        Assert.True(dry.Json.GetProperty("is_dry_run").GetBoolean());
        Assert.Equal(2, dry.Json.GetProperty("nodes").GetArrayLength());
        Assert.DoesNotContain("removed", _scene.Run("run", "list").Expect(0).Output, StringComparison.Ordinal);
        Assert.Equal(0, _scene.Run([.. rule, "--older-than", "30d"]).Expect(0).Json.GetProperty("nodes").GetArrayLength());
        var removed = _scene.Run(rule).Expect(0);
        Assert.Equal(Ids(dry), Ids(removed));
        Assert.All(removed.Json.GetProperty("nodes").EnumerateArray(), node => Assert.True(node.GetProperty("is_removed").GetBoolean()));
        Assert.Equal(0, _scene.Run(rule).Expect(0).Json.GetProperty("nodes").GetArrayLength());

        var list = _scene.Run("run", "list", "--json").Expect(0);
        Assert.Equal(["removed", "removed", "succeeded", "succeeded"], list.Json.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("status").GetString()));
        Assert.Equal(2, list.Json.GetProperty("nodes").GetArrayLength());
        Assert.Equal(4, _scene.Run("run", "list", "--json", "--include-removed").Expect(0).Json.GetProperty("nodes").GetArrayLength());
        Assert.Equal(4, _scene.Run("run", "list", "--include-removed").Expect(0).Output.Split('\n').Count(line => line.Contains(" removed ", StringComparison.Ordinal)));
        Assert.Equal("removed", _scene.Run("run", "status", "--json", list.Json.GetProperty("runs")[0].GetProperty("run_id").GetString()!).Expect(0).Text("status"));
        _scene.Run("run", "wait", list.Json.GetProperty("runs")[0].GetProperty("run_id").GetString()!).Expect(0);
        _scene.Run("verify", "run", "--recurse", "main").Expect(0);
        _scene.Run("store", "check").Expect(0);

        static IEnumerable<string?> Ids(CommandResult result) => result.Json.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("node_id").GetString());
    }

    [Fact]
    public void A_removal_that_says_nothing_too_much_or_what_is_not_there_is_refused()
    {
        _scene.Launch("true", "--label", "main").Expect(0);
        _scene.Run("run", "remove").ExpectError(2, "SPEC_INVALID");
        _scene.Run("run", "remove", "--label", "main").ExpectError(2, "SPEC_INVALID");
        _scene.Run("run", "remove", "--keep-last", "0").ExpectError(2, "SPEC_INVALID");
        _scene.Run("run", "remove", "--keep-last", "-1").ExpectError(2, "SPEC_INVALID");
        _scene.Run("run", "remove", "--older-than", "soon").ExpectError(2, "SPEC_INVALID");
        _scene.Run("run", "remove", "--node", "main", "--keep-last", "1").ExpectError(2, "SPEC_INVALID");
        _scene.Run("run", "remove", "--keep-last", "1", "--label", "mian").ExpectError(2, "NODE_NOT_FOUND");
        _scene.Run("run", "remove", "--node", "main", "--dry-run").Expect(0);
        _scene.Run("state", "inspect", "--node", "main").Expect(0);
    }

    [Fact]
    public void A_run_goes_on_in_one_process_and_is_followed_waited_for_and_cancelled_from_others()
    {
        using var first = _scene.Start("run", "launch", "--json", "--", "sh", "-c", "echo begun; while :; do sleep 0.05; done");
        Assert.Equal("begun", first.StandardError.ReadLine());
        var run = _scene.Run("run", "list", "--json").Json.GetProperty("runs")[0];
        Assert.Equal("running", run.GetProperty("status").GetString());
        var id = run.GetProperty("run_id").GetString()!;
        Assert.Equal("begun\n", _scene.Run("run", "logs", id).Expect(0).Output);
        using var follower = _scene.Start("run", "logs", "--follow", id);
        Assert.Equal("begun", follower.StandardOutput.ReadLine());
        using var waiter = _scene.Start("run", "wait", "--json", id);

        var cancelled = _scene.Run("run", "cancel", "--json", id).Expect(0);
        Assert.Equal("cancelled", cancelled.Text("status"));
        Assert.Equal("cancelled", Scene.Finish(waiter).Expect(1).Text("status"));
        Scene.Finish(follower).Expect(0);
        var ended = Scene.Finish(first).ExpectError(1, "CANCELLED");
        Assert.Equal("cancelled", ended.Text("status"));
        Assert.Equal(id, ended.Text("run_id"));
        Assert.Empty(_scene.FindMarked());
    }

    [Fact]
    public void Output_that_nobody_reads_any_more_is_no_crash()
    {
        _scene.Launch("seq 1 200000").Expect(0);
        using var logs = _scene.Start(
            "run", "logs", _scene.Run("run", "list", "--json").Json.GetProperty("runs")[0].GetProperty("run_id").GetString()!);
        logs.StandardOutput.ReadLine();
        logs.StandardOutput.Close();
        Assert.Empty(logs.StandardError.ReadToEnd());
        logs.WaitForExit();
        Assert.Equal(0, logs.ExitCode);
    }

    [Fact]
    public void A_damaged_snapshot_fails_closed_with_exit_code_5_or_starts_cold_where_that_is_allowed()
    {
        _scene.Launch("echo content > file", "--label", "base").Expect(0);
        foreach (var pack in Directory.EnumerateFiles(_scene.Store, "*.pack", SearchOption.AllDirectories))
        {
            Scene.SetMode(pack, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            var bytes = File.ReadAllBytes(pack);
            bytes.AsSpan(bytes.Length / 4, bytes.Length / 2).Reverse();
            File.WriteAllBytes(pack, bytes);
        }

        _scene.Resume("base", "true").ExpectError(5, "RESTORE_FAILED");
        var cold = _scene.Resume("base", "test ! -e file", "--restore-policy", "allow_cold_start").Expect(0);
        Assert.Equal("cold_start", cold.Text("restore_mode"));
        Assert.Contains("swarm: warning: ", cold.Error, StringComparison.Ordinal);
        _scene.Run("store", "check").ExpectError(3, "STORE_DAMAGED");
    }

    [Fact]
    public void Keys_that_others_can_read_are_refused_with_exit_code_6()
    {
        _scene.Launch("true").Expect(0);
        Scene.SetMode(_scene["home/keys/default/secret.json"], UnixFileMode.UserRead | UnixFileMode.GroupRead);
        _scene.Run("state", "inspect", "--json", "--node", "main").ExpectError(6, "KEY_EXPOSED");
    }

    public void Dispose() => _scene.Dispose();
}
