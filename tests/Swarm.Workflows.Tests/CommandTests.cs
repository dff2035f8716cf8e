using Swarm.Backends.Tests.Server;
using Swarm.Workflows.Tests.Support;

namespace Swarm.Workflows.Tests;

/// <summary>The command runs steps on a backend: dispatched, executed by the shipped workflow, collected, chained.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task Two_chained_steps_carry_their_state_and_the_chain_verifies()
    {
        await using var scene = await CommandOperator.StartAsync();
        scene.Scene.Write("root/repo/readme.txt", "brought along");
        var first = scene.Execute("cp readme.txt first.txt; echo one > $SWARM_OUTPUT", null, "--workspace", "repo", "--label", "base").Expect(0);
        Assert.Equal(("succeeded", "one", "github"), (first.Text("status"), first.Text("response"), first.Text("backend")));
        Assert.EndsWith($"/octo/lab/actions/runs/{scene.Runs[0].Id}", first.Text("web_address"), StringComparison.Ordinal);

        var second = scene.Execute("cat first.txt > $SWARM_OUTPUT; echo more > second.txt", "branch:base").Expect(0);
        Assert.Equal(("brought along", "base"), (second.Text("response")!.Trim(), second.Text("label")));
        Assert.Equal(1, second.Json.GetProperty("ratchet_step").GetInt32());
        Assert.Equal(first.Text("node_id"), second.Text("parent_node_id"));
        Assert.True(scene.Verify("branch:base").Expect(0).Json.GetProperty("is_valid").GetBoolean());

        // A node like any other: here it goes on without a backend.
        var third = scene.Scene.Resume("branch:base", "cat second.txt > $SWARM_OUTPUT").Expect(0);
        Assert.Equal("more", third.Text("response")!.Trim());
        scene.Scene.Run("store", "check").Expect(0);
        Assert.Equal(2, scene.Dispatches);
        Assert.Empty(scene.Runner.Server.Violations);
    }

    [Fact]
    public async Task Three_forks_are_dispatched_waited_for_and_collected()
    {
        await using var scene = await CommandOperator.StartAsync();
        scene.Execute("echo base > file", null, "--label", "base").Expect(0);
        scene.Scene.Run("run", "fork", "--node", "branch:base", "--label", "a", "--label", "b", "--label", "c").Expect(0);
        string[] labels = ["a", "b", "c"];
        var runs = labels.ToDictionary(label => label, label => scene.Dispatch("cat file > $SWARM_OUTPUT; echo $SWARM_LABEL >> $SWARM_OUTPUT", $"branch:{label}"));
        foreach (var (label, run) in runs)
        {
            Assert.Equal("pending", scene.Wait(run).Expect(0).Text("status"));
            Assert.Equal($"base\n{label}", scene.Collect(run).Expect(0).Text("response")!.Trim());
            Assert.True(scene.Verify($"branch:{label}").Expect(0).Json.GetProperty("is_valid").GetBoolean());
        }

        Assert.Equal(4, scene.Dispatches);
        Assert.Empty(scene.Runner.Server.Violations);
    }

    [Fact]
    public async Task A_second_collect_changes_nothing()
    {
        await using var scene = await CommandOperator.StartAsync();
        var run = scene.Dispatch("true");
        scene.Wait(run).Expect(0);
        var first = scene.Collect(run).Expect(0);
        var head = scene.Scene.Run("store", "head", "--json").Text("head");
        var downloads = scene.Runner.Server.Count("GET", "/zip");
        Assert.Equal(first.Text("node_id"), scene.Collect(run).Expect(0).Text("node_id"));
        Assert.Equal(head, scene.Scene.Run("store", "head", "--json").Text("head"));
        Assert.Equal(downloads, scene.Runner.Server.Count("GET", "/zip"));
    }

    [Fact]
    public async Task A_step_that_fails_leaves_its_node_and_ends_with_its_own_exit_code()
    {
        await using var scene = await CommandOperator.StartAsync();
        var result = scene.Execute("echo kept > file; exit 3", null, "--label", "base").Expect(7);
        Assert.Equal(("step_failed", 3), (result.Text("status"), result.Json.GetProperty("exit_code").GetInt32()));
        Assert.NotNull(result.Text("node_id"));
        Assert.True(scene.Verify("branch:base").Expect(0).Json.GetProperty("is_valid").GetBoolean());
    }

    [Fact]
    public async Task Where_the_episode_fails_the_operator_learns_why_and_the_run_is_closed()
    {
        await using var scene = await CommandOperator.StartAsync();
        var result = scene.Scene.Run("run", "launch", "--backend", "github", "--sandbox", "none", "--json", "--", "sh", "-c", "true").ExpectError(6, "SANDBOX_UNAVAILABLE");
        Assert.Equal("failed", scene.StatusOf(result.Text("run_id")!));
    }

    [Fact]
    public async Task A_run_that_is_under_way_is_not_collected_and_its_log_comes_once_it_has_ended()
    {
        var gate = new TaskCompletionSource();
        await using var scene = await CommandOperator.StartAsync();
        scene.Runner.BeforeRun = _ => gate.Task;
        var run = scene.Dispatch("echo shown", null, "--echo-output");
        scene.Collect(run).ExpectError(4, "RUN_UNFINISHED");
        gate.SetResult();
        Assert.Contains("shown", scene.Scene.Run("run", "logs", run, "--follow").Expect(0).Output, StringComparison.Ordinal);
        scene.Collect(run).Expect(0);
        Assert.Equal("shown\n", scene.Scene.Run("run", "logs", run).Expect(0).Output);
    }

    [Fact]
    public async Task A_cancelled_run_is_closed_and_its_step_ended()
    {
        await using var scene = await CommandOperator.StartAsync();
        var marker = scene.Scene["started"];
        var run = scene.Dispatch($"touch {marker}; sleep 600");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(marker), TimeSpan.FromMinutes(1)));
        Assert.Equal("cancelled", scene.Scene.Run("run", "cancel", run, "--json").Expect(0).Text("status"));
        scene.Collect(run).Expect(1);
        Assert.Equal("cancelled", scene.StatusOf(run));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_answer_never_leads_to_a_second_dispatch(bool isDone)
    {
        await using var scene = await CommandOperator.StartAsync();
        scene.Runner.Server.Script("POST", "/dispatches", new Fault.Drop(isDone));
        if (isDone)
        {
            scene.Execute("true", null).Expect(0);
            Assert.Equal(1, scene.Dispatches);
            Assert.Single(scene.Runs);
            return;
        }

        // Nothing was started, which nobody here can know: the operator gives up, and the run is given up too.
        using var process = scene.Scene.Start("backend", "github", "dispatch", "--allow-unconfined", "--json", "--", "sh", "-c", "true");
        Assert.True(SpinWait.SpinUntil(() => scene.Dispatches == 1, TimeSpan.FromMinutes(1)));
        process.Kill();
        await process.WaitForExitAsync(RemoteOperator.Cancel);
        var run = scene.Scene.Run("run", "list", "--json").Expect(0).Json.GetProperty("runs")[0].GetProperty("run_id").GetString()!;
        scene.Wait(run).ExpectError(4, "RUN_UNFINISHED");
        Assert.Equal("abandoned", scene.Scene.Run("run", "cancel", run, "--json").Expect(0).Text("status"));
        Assert.Equal(1, scene.Dispatches);
    }

    [Fact]
    public async Task A_process_that_is_killed_after_the_dispatch_loses_nothing()
    {
        var gate = new TaskCompletionSource();
        await using var scene = await CommandOperator.StartAsync();
        scene.Runner.BeforeRun = _ => gate.Task;
        using var process = scene.Scene.Start("run", "launch", "--backend", "github", "--allow-unconfined", "--label", "base", "--", "sh", "-c", "echo there > $SWARM_OUTPUT");
        Assert.True(SpinWait.SpinUntil(() => scene.Runs.Length == 1, TimeSpan.FromMinutes(1)));
        process.Kill();
        await process.WaitForExitAsync(RemoteOperator.Cancel);
        gate.SetResult();
        var run = scene.Scene.Run("run", "list", "--json").Expect(0).Json.GetProperty("runs")[0].GetProperty("run_id").GetString()!;
        scene.Wait(run).Expect(0);
        Assert.Equal("there", scene.Collect(run).Expect(0).Text("response")!.Trim());
        Assert.Equal(1, scene.Dispatches);
    }

    [Theory]
    [InlineData("octo/lab/.github/workflows/swarm-run.yml@main", 2, "WORKFLOW_REF_UNPINNED")]
    [InlineData("octo/lab/swarm-run.yml@1111111111111111111111111111111111111111", 2, "WORKFLOW_REF_INVALID")]
    [InlineData("octo/lab/.github/workflows/swarm-run.yml@1111111111111111111111111111111111111111", 2, "WORKFLOW_REF_UNPINNED")]
    public async Task What_is_not_pinned_is_not_dispatched_and_leaves_nothing(string workflow, int exitCode, string code)
    {
        await using var scene = await CommandOperator.StartAsync();
        scene.Execute("true", null, "--workflow-ref", workflow).ExpectError(exitCode, code);
        Assert.Equal(0, scene.Dispatches);
        Assert.Equal(0, scene.Scene.Run("run", "list", "--json").Expect(0).Json.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task Without_an_attestation_a_run_is_taken_in_only_where_that_is_waived()
    {
        await using var scene = await CommandOperator.StartAsync();
        scene.Runner.RefusesAttestation = true;
        var run = scene.Dispatch("true");
        scene.Wait(run).Expect(0);
        scene.Collect(run).ExpectError(4, "ARTIFACT_MISSING_ATTESTATION");
        Assert.Equal("pending", scene.StatusOf(run));
        scene.Collect(run, "--allow-unattested").Expect(0);
    }

    [Fact]
    public async Task The_artifact_of_another_run_is_refused_and_the_run_stays_pending()
    {
        await using var scene = await CommandOperator.StartAsync();
        byte[]? first = null;
        scene.Runner.ChangeArtifact = (_, name, archive) => name.EndsWith("-attestation", StringComparison.Ordinal) ? archive : first ??= archive;
        var one = scene.Dispatch("true", null, "--label", "one");
        scene.Wait(one).Expect(0);
        var two = scene.Dispatch("true", null, "--label", "two");
        scene.Wait(two).Expect(0);
        scene.Collect(two).ExpectError(4, "ARTIFACT_RUN_INVALID");
        Assert.Equal("pending", scene.StatusOf(two));
        scene.Collect(one).Expect(0);
    }

    [Fact]
    public async Task A_run_that_left_nothing_is_closed()
    {
        await using var scene = await CommandOperator.StartAsync();
        scene.Runner.Secrets["SWARM_SEALING_KEY"] = "none";
        scene.Runner.ChangeArtifact = (_, _, _) => null;
        var run = scene.Dispatch("true");
        scene.Wait(run).Expect(0);
        scene.Collect(run).ExpectError(4, "ARTIFACT_MISSING_ARCHIVE");
        Assert.Equal("failed", scene.StatusOf(run));
    }

    [Fact]
    public async Task The_doctor_checks_what_a_backend_needs()
    {
        await using var scene = await CommandOperator.StartAsync();
        scene.Scene.Run("init").Expect(0);
        var checks = scene.Scene.Run("doctor", "--backend", "github", "--json").Expect(0).Json.GetProperty("checks").EnumerateArray()
            .ToDictionary(check => check.GetProperty("name").GetString()!, check => check.GetProperty("status").GetString());
        Assert.All(
            ["runner recipient", "token", "scopes", "repository", "api version", "clock", "workflow", "environment", "sealing key"],
            name => Assert.Equal("ok", checks[name]));
        scene.Runner.Repository.Environments["swarm"].Secrets.Clear();
        var broken = scene.Scene.Run("doctor", "--backend", "github", "--json").Expect(1);
        Assert.Contains(broken.Json.GetProperty("errors").EnumerateArray(), error => error.GetProperty("message").GetString()!.Contains("gh secret set SWARM_SEALING_KEY", StringComparison.Ordinal));
        Assert.Empty(scene.Runner.Server.Violations);
    }
}
