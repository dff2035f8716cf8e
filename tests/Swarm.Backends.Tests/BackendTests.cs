using System.Text.Json;
using Swarm.Backends.Remote;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

/// <summary>What every service that executes runs is held to.</summary>
public sealed class BackendTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static TheoryData<string> Services => BackendScene.Services;

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_run_is_started_waited_for_and_collected_each_by_another_process(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        scene.Server.Dispatched = run =>
        {
            run.Then(_ => { }, ServerRun.Start, ServerRun.Complete("success"));
            scene.AddArtifact(run, BackendScene.RequestId, ("certificate.json", "{}"), ("result.json", "[]"));
            scene.AddArtifact(run, BackendScene.RequestId + "-attestation", ("certificate.sigstore.json", "{\"a\":1}"));
        };
        var target = await scene.ResolveAsync();
        Assert.Null(target.Reference.RunId);
        Assert.Contains("swarm", System.Text.Encoding.UTF8.GetString(target.File.Span), StringComparison.Ordinal);
        var started = await scene.DispatchAsync(target);
        Assert.Equal((Assert.Single(scene.Runs).Id, BackendRunStatus.Queued, null), (started.Reference.RunId, started.Status, started.Conclusion));
        Assert.StartsWith("https://", started.WebAddress, StringComparison.Ordinal);

        var reference = Kept(scene, started.Reference);
        var seen = new List<BackendRunStatus>();
        var ended = await scene.Backend.WaitAsync(reference, Hour, run => seen.Add(run.Status), BackendScene.Cancel);
        Assert.Equal(("success", true, 1), (ended.Conclusion, ended.IsCompleted, ended.Attempt));
        Assert.Equal([BackendRunStatus.InProgress, BackendRunStatus.Completed], seen);

        var folder = scene.PathTo("artifacts");
        reference = Kept(scene, reference);
        var artifacts = await scene.Backend.DownloadAsync(reference, BackendScene.RequestId, folder, cancellationToken: BackendScene.Cancel);
        Assert.True(artifacts.HasAttestation);
        Assert.Equal(["certificate.json", "certificate.sigstore.json", "result.json"], artifacts.Files.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.All(artifacts.Files, file => Assert.Equal(Path.Combine(folder, file.Name), file.Path));
        Assert.Equal("{\"a\":1}", await File.ReadAllTextAsync(Path.Combine(folder, "certificate.sigstore.json"), BackendScene.Cancel));
        Assert.Equal([folder], Directory.GetFileSystemEntries(scene.Folder));
        Assert.Equal(1, scene.Dispatches);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_reference_says_where_the_run_is_and_nothing_else_is_taken_for_one(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var reference = (await scene.DispatchAsync()).Reference;
        Assert.Equal(
            (scene.Backend.Name, new Uri(scene.Server.Host).Authority, scene.WorkflowRef, "refs/heads/main"),
            (reference.Backend, reference.Host, reference.WorkflowRef, reference.DispatchedRef));
        var json = reference.ToJson();
        Assert.Equal(reference, BackendReference.Parse(json));
        foreach (var wrong in new[] { "null", "[]", "{}", "7", json.ToString().Replace("\"host\"", "\"other\"", StringComparison.Ordinal), json.ToString().Replace("{", "{\"x\":1,", StringComparison.Ordinal) })
        {
            Assert.Equal("SCHEMA_INVALID", Assert.Throws<SwarmException>(() => BackendReference.Parse(JsonElement.Parse(wrong))).Code);
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_run_of_another_backend_or_host_is_not_asked_for_here(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var reference = (await scene.DispatchAsync()).Reference;
        foreach (var other in new[] { reference with { Backend = "local" }, reference with { Host = "elsewhere.example" } })
        {
            await scene.RefusesAsync("CONFIGURATION_INVALID", () => scene.Backend.GetAsync(other, BackendScene.Cancel));
        }

        await scene.RefusesAsync("_RUN_UNKNOWN", () => scene.Backend.GetAsync(reference with { RunId = null }, BackendScene.Cancel));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_workflow_without_a_pin_is_refused_before_anything_is_asked(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var (path, commit) = (scene.WorkflowRef.Split('@')[0], scene.WorkflowRef.Split('@')[1]);
        (string?, string)[] refused =
        [
            (null, "WORKFLOW_REF_REQUIRED"),
            (" ", "WORKFLOW_REF_REQUIRED"),
            (path, "WORKFLOW_REF_UNPINNED"),
            ($"{path}@main", "WORKFLOW_REF_UNPINNED"),
            ($"{path}@{commit[..39]}", "WORKFLOW_REF_UNPINNED"),
            ($"{path}@{commit.ToUpperInvariant()}0", "WORKFLOW_REF_UNPINNED"),
            ($"o/../x.yml@{commit}", "WORKFLOW_REF_INVALID"),
            ($"x.yml@{commit}", "WORKFLOW_REF_INVALID"),
            ($"https://example.com/{path}@{commit}", "WORKFLOW_REF_INVALID"),
        ];
        foreach (var (text, code) in refused)
        {
            await scene.RefusesAsync(code, () => scene.Backend.ResolveAsync(text, null, BackendScene.Cancel));
        }

        await scene.RefusesAsync("WORKFLOW_REF_INVALID", () => scene.ResolveAsync("a..b"));
        Assert.Empty(scene.Server.Requests);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_branch_at_another_commit_is_not_dispatched(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        scene.MoveBranch();
        await scene.RefusesAsync("WORKFLOW_REF_UNPINNED", () => scene.ResolveAsync());
        await scene.RefusesAsync("WORKFLOW_REF_UNPINNED", () => scene.ResolveAsync("refs/heads/main"));
        await scene.RefusesAsync("_NOT_FOUND", () => scene.ResolveAsync("nowhere"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_branch_that_moves_before_the_dispatch_has_its_run_cancelled(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var target = await scene.ResolveAsync();
        scene.MoveBranch();
        await scene.RefusesAsync("WORKFLOW_REF_UNPINNED", () => scene.DispatchAsync(target));
        Assert.Equal(1, Assert.Single(scene.Runs).Cancels);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_run_at_another_commit_is_refused_at_every_look(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var reference = (await scene.DispatchAsync()).Reference;
        var run = scene.Runs.Single();
        run.HeadSha = ServerRepository.Id("moved");
        ServerRun.Complete("success")(run);
        scene.AddArtifact(run, BackendScene.RequestId, ("certificate.json", "{}"));
        await scene.RefusesAsync("WORKFLOW_REF_UNPINNED", () => scene.Backend.GetAsync(reference, BackendScene.Cancel));
        await scene.RefusesAsync("WORKFLOW_REF_UNPINNED", () => scene.Backend.WaitAsync(reference, Hour, null, BackendScene.Cancel));
        await scene.RefusesAsync(
            "WORKFLOW_REF_UNPINNED", () => scene.Backend.DownloadAsync(reference, BackendScene.RequestId, scene.PathTo("a"), null, BackendScene.Cancel));
        Assert.Empty(Directory.GetFileSystemEntries(scene.Folder));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_run_that_is_not_shown_at_once_is_started_all_the_same(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        scene.Server.Dispatched = run => scene.Server.Script("GET", scene.PathOf(run), Fault.Status(404));
        var started = await scene.DispatchAsync();
        Assert.Equal((scene.Runs.Single().Id, BackendRunStatus.Queued), (started.Reference.RunId, started.Status));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_lost_answer_is_made_up_for_by_the_request_id(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        scene.AddRun("run-0001abcde");
        scene.AddRun("run-0000abcd");
        scene.Server.Script("POST", scene.DispatchPath, new Fault.Drop(IsDone: true));
        var started = await scene.DispatchAsync();
        Assert.Equal(scene.Runs.Max(run => run.Id), started.Reference.RunId);
        Assert.Equal((3, 1), (scene.Runs.Count, scene.Dispatches));
    }

    [Theory]
    [InlineData("github", true)]
    [InlineData("github", false)]
    public async Task A_run_that_was_not_seen_is_looked_for_later_and_by_another_process(string service, bool isDone)
    {
        await using var scene = await BackendScene.StartAsync(service);
        scene.Server.ShowsRuns = false;
        scene.Server.Script("POST", scene.DispatchPath, new Fault.Drop(isDone));
        var target = await scene.ResolveAsync();
        var since = scene.Clock.GetUtcNow();
        var exception = await scene.RefusesAsync("_RUN_UNKNOWN", () => scene.DispatchAsync(target));
        Assert.False(exception.Retryable);
        Assert.Contains(BackendScene.RequestId, exception.Message, StringComparison.Ordinal);

        scene.Server.ShowsRuns = true;
        var kept = Kept(scene, target.Reference);
        var found = await scene.Backend.FindAsync(kept, BackendScene.RequestId, since, BackendScene.Cancel);
        Assert.Equal(isDone ? scene.Runs.Single().Id : null, found?.Reference.RunId);
        Assert.Null(await scene.Backend.FindAsync(target.Reference, "run-9999abcd", null, BackendScene.Cancel));
        Assert.Equal(1, scene.Dispatches);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Two_runs_of_one_request_are_not_guessed_between(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var target = await scene.ResolveAsync();
        scene.AddRun(BackendScene.RequestId);
        scene.AddRun(BackendScene.RequestId);
        await scene.RefusesAsync("_RUN_UNKNOWN", () => scene.Backend.FindAsync(target.Reference, BackendScene.RequestId, null, BackendScene.Cancel));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_refused_dispatch_started_nothing(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        scene.Server.Script("POST", scene.DispatchPath, Fault.Status(422, "No."));
        await scene.RefusesAsync("_REJECTED", () => scene.DispatchAsync());
        Assert.Empty(scene.Runs);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_run_is_cancelled_and_its_end_awaited(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var reference = (await scene.DispatchAsync()).Reference;
        var stopped = await scene.Backend.StopAsync(reference, TimeSpan.FromMinutes(1), BackendScene.Cancel);
        var run = scene.Runs.Single();
        Assert.Equal((BackendRunStatus.Completed, "cancelled", 1, 0), (stopped.Status, stopped.Conclusion, run.Cancels, run.ForcedCancels));

        // What has ended is not ended again.
        Assert.Equal("cancelled", (await scene.Backend.StopAsync(reference, TimeSpan.FromMinutes(1), BackendScene.Cancel)).Conclusion);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_run_that_does_not_heed_a_cancellation_is_ended_by_force(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var reference = (await scene.DispatchAsync()).Reference;
        var run = scene.Runs.Single();
        run.HeedsCancel = false;
        var started = scene.Clock.GetUtcNow();
        var stopped = await scene.Backend.StopAsync(reference, TimeSpan.FromMinutes(2), BackendScene.Cancel);
        Assert.Equal(("cancelled", 1, 1), (stopped.Conclusion, run.Cancels, run.ForcedCancels));
        Assert.True(scene.Clock.GetUtcNow() - started >= TimeSpan.FromMinutes(2));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_run_that_is_deleted_is_given_up(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var reference = (await scene.DispatchAsync()).Reference;
        scene.Runs.Single().Then(ServerRun.Start, ServerRun.Delete);
        var exception = await scene.RefusesAsync("_RUN_UNKNOWN", () => scene.Backend.WaitAsync(reference, Hour, null, BackendScene.Cancel));
        Assert.Contains("was deleted", exception.Message, StringComparison.Ordinal);
        await scene.RefusesAsync("_NOT_FOUND", () => scene.Backend.GetAsync(reference, BackendScene.Cancel));
        await scene.RefusesAsync("_NOT_FOUND", () => scene.Backend.DownloadAsync(reference, BackendScene.RequestId, scene.PathTo("a"), null, BackendScene.Cancel));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_run_that_does_not_end_in_time_goes_on(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var reference = (await scene.DispatchAsync()).Reference;
        Assert.True((await scene.RefusesAsync("_TIMEOUT", () => scene.Backend.WaitAsync(reference, Hour, null, BackendScene.Cancel))).Retryable);
        Assert.Equal(0, scene.Runs.Single().Cancels);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_storm_of_faults_is_waited_out(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var reference = (await scene.DispatchAsync()).Reference;
        var run = scene.Runs.Single().Then(ServerRun.Complete("success"));
        var storm = Enumerable.Range(0, 20).Select(index => index % 3 == 0 ? new Fault.Drop(IsDone: false) : Fault.Status(500 + (index % 4)));
        scene.Server.Script("GET", scene.PathOf(run), [.. storm]);
        Assert.True((await scene.Backend.WaitAsync(reference, Hour, null, BackendScene.Cancel)).IsCompleted);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task That_a_run_was_run_again_is_noted_and_its_latest_artifacts_are_taken(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var reference = (await scene.DispatchAsync()).Reference;
        var run = scene.Runs.Single();
        scene.AddArtifact(run, BackendScene.RequestId, ("certificate.json", "first"));
        scene.AddArtifact(run, BackendScene.RequestId + "-attestation", ("certificate.sigstore.json", "of the first"));
        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        ServerRun.RunAgain(scene.Clock)(run);
        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        scene.AddArtifact(run, BackendScene.RequestId, ("certificate.json", "second"));
        run.Then(ServerRun.Start, ServerRun.Complete("failure"));
        Assert.Equal((2, "failure"), await scene.Backend.WaitAsync(reference, Hour, null, BackendScene.Cancel) is var ended ? (ended.Attempt, ended.Conclusion) : default);
        Assert.Equal(2, (await scene.Backend.GetAsync(reference, BackendScene.Cancel)).Attempt);

        // The first attempt's attestation is of another certificate.
        var artifacts = await scene.Backend.DownloadAsync(reference, BackendScene.RequestId, scene.PathTo("a"), null, BackendScene.Cancel);
        Assert.Equal("second", await File.ReadAllTextAsync(Assert.Single(artifacts.Files).Path, BackendScene.Cancel));
        Assert.Equal((false, 2), (artifacts.HasAttestation, artifacts.Run.Attempt));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_run_without_the_artifact_is_refused_with_how_it_ended(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var reference = (await scene.DispatchAsync()).Reference;
        var run = scene.Runs.Single();
        var early = await scene.RefusesAsync("_CONFLICT", () => DownloadAsync(scene, reference));
        Assert.Contains("has not ended", early.Message, StringComparison.Ordinal);
        ServerRun.Complete("failure")(run);
        scene.AddArtifact(run, "run-0001abcde", ("certificate.json", "{}"));
        var missing = await scene.RefusesAsync("ARTIFACT_MISSING_ARCHIVE", () => DownloadAsync(scene, reference));
        Assert.Contains("'failure'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("https://", missing.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(scene.Folder));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Artifacts_that_hold_what_they_may_not_are_refused_and_leave_nothing(string service)
    {
        (string Name, string Content)[] good = [("certificate.json", "{}")];
        (string Name, string Content)[] attestation = [("certificate.sigstore.json", "{}")];
        ((string, string)[] Main, (string, string)[] Attestation)[] refused =
        [
            ([.. good, ("../escape", "x")], attestation),
            ([.. good, ("a/b", "x"), ("A/B", "y")], attestation),
            (good, [("certificate.json", "forged")]),
            (good, [.. attestation, ("result.json", "forged")]),
            ([.. good, .. attestation], attestation),
            (good, []),
        ];
        foreach (var (main, attested) in refused)
        {
            await using var scene = await BackendScene.StartAsync(service);
            var reference = (await scene.DispatchAsync()).Reference;
            var run = scene.Runs.Single();
            ServerRun.Complete("success")(run);
            scene.AddArtifact(run, BackendScene.RequestId, main);
            scene.AddArtifact(run, BackendScene.RequestId + "-attestation", attested);
            await scene.RefusesAsync("ARTIFACT_ARCHIVE_INVALID", () => DownloadAsync(scene, reference));
            Assert.Empty(Directory.GetFileSystemEntries(scene.Folder));
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task An_artifact_beyond_the_limits_is_refused_and_one_that_is_there_is_not_overwritten(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var reference = (await scene.DispatchAsync()).Reference;
        var run = scene.Runs.Single();
        ServerRun.Complete("success")(run);
        scene.AddArtifact(run, BackendScene.RequestId, ("certificate.json", new string('x', 1000)));
        await scene.RefusesAsync(
            "ARTIFACT_ARCHIVE_INVALID",
            () => scene.Backend.DownloadAsync(reference, BackendScene.RequestId, scene.PathTo("a"), new() { TotalBytes = 999 }, BackendScene.Cancel));
        await scene.RefusesAsync(
            "_RESPONSE_INVALID",
            () => scene.Backend.DownloadAsync(reference, BackendScene.RequestId, scene.PathTo("a"), new() { ArchiveBytes = 50 }, BackendScene.Cancel));
        Assert.Empty(Directory.GetFileSystemEntries(scene.Folder));
        await DownloadAsync(scene, reference);
        await scene.RefusesAsync("PATH_INVALID", () => DownloadAsync(scene, reference));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task The_logs_of_all_jobs_become_one_text(string service)
    {
        await using var scene = await BackendScene.StartAsync(service);
        var reference = (await scene.DispatchAsync()).Reference;
        var run = scene.Runs.Single();
        scene.AddJob(run, "episode", "failure", "one\ntwo\n");
        scene.AddJob(run, "attest", "skipped", null);
        var file = await scene.Backend.DownloadLogAsync(reference, scene.PathTo("log.txt"), cancellationToken: BackendScene.Cancel);
        Assert.Equal("=== episode: failure\none\ntwo\n\n=== attest: skipped\n(no log)\n", await File.ReadAllTextAsync(file.Path, BackendScene.Cancel));
        Assert.Equal(new FileInfo(file.Path).Length, file.Size);
        await scene.RefusesAsync("PATH_INVALID", () => scene.Backend.DownloadLogAsync(reference, scene.PathTo("log.txt"), cancellationToken: BackendScene.Cancel));
        await scene.RefusesAsync("_RESPONSE_INVALID", () => scene.Backend.DownloadLogAsync(reference, scene.PathTo("log"), limit: 3, BackendScene.Cancel));
        Assert.Equal([file.Path], Directory.GetFileSystemEntries(scene.Folder));
    }

    private static BackendReference Kept(BackendScene scene, BackendReference reference)
    {
        scene.Reconnect();
        return BackendReference.Parse(JsonElement.Parse(reference.ToJson().ToString()));
    }

    private static Task<BackendArtifacts> DownloadAsync(BackendScene scene, BackendReference reference) =>
        scene.Backend.DownloadAsync(reference, BackendScene.RequestId, scene.PathTo("artifacts"), cancellationToken: BackendScene.Cancel);
}
