using System.Text;
using Swarm.Backends.GitLab;
using Swarm.Backends.Remote;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

/// <summary>What only GitLab has.</summary>
public sealed class GitLabTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Inputs_become_variables_of_the_pipeline()
    {
        await using var scene = await GitLabScene.StartAsync();
        await scene.DispatchAsync();
        var body = scene.Server.Requests.Single(request => request.Method == "POST").Json!;
        Assert.Equal("main", (string?)body["ref"]);
        Assert.Equal(
            [("SWARM_BUNDLE", ""), ("SWARM_REQUEST", "sealed"), ("SWARM_REQUEST_ID", BackendScene.RequestId)],
            body["variables"]!.AsArray().Select(variable => ((string)variable!["key"]!, (string)variable["value"]!)).Order());
        Assert.Equal(["ref", "variables"], body.AsObject().Select(member => member.Key));
    }

    [Theory]
    [InlineData("x.yml")]
    [InlineData("ci/deep/swarm.yml")]
    public async Task The_file_is_the_one_that_the_project_runs_however_deep(string file)
    {
        await using var scene = await GitLabScene.StartAsync();
        var commit = scene.Hosted.Commit(file, "workflow: { name: swarm }\n");
        await scene.RefusesAsync("WORKFLOW_REF_INVALID", () => scene.Backend.ResolveAsync($"octo/team/lab/{file}@{commit}", null, BackendScene.Cancel));
        scene.Hosted.PipelineFile = file;
        var target = await scene.Backend.ResolveAsync($"octo/team/lab/{file}@{commit}", null, BackendScene.Cancel);
        Assert.Equal("octo/team/lab", target.Reference.Project);
        var run = await scene.DispatchAsync(target);
        Assert.Equal(run.Reference.RunId, (await scene.Backend.GetAsync(run.Reference, BackendScene.Cancel)).Reference.RunId);
    }

    [Theory]
    [InlineData("swarm.yml@other/project")]
    [InlineData("https://example.com/swarm.yml")]
    [InlineData("other.yml")]
    public async Task A_file_from_elsewhere_is_no_pin(string configured)
    {
        await using var scene = await GitLabScene.StartAsync();
        scene.Hosted.PipelineFile = configured;
        var exception = await scene.RefusesAsync("WORKFLOW_REF_INVALID", () => scene.ResolveAsync());
        Assert.Contains(configured, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_that_is_spelled_otherwise_missing_or_not_runnable_is_refused()
    {
        await using var scene = await GitLabScene.StartAsync();
        var spelled = scene.WorkflowRef.Replace("octo", "Octo", StringComparison.Ordinal);
        await scene.RefusesAsync("WORKFLOW_REF_INVALID", () => scene.Backend.ResolveAsync(spelled, null, BackendScene.Cancel));
        var missing = scene.WorkflowRef.Replace("lab", "bal", StringComparison.Ordinal);
        var exception = await scene.RefusesAsync("GL_NOT_FOUND", () => scene.Backend.ResolveAsync(missing, null, BackendScene.Cancel));
        Assert.Contains("octo/team/bal", exception.Message, StringComparison.Ordinal);
        scene.GitLab.VariablesRole = "no_one_allowed";
        await scene.RefusesAsync("GL_CONFLICT", () => scene.ResolveAsync());
        scene.GitLab.VariablesRole = "developer";
        scene.Hosted.IsArchived = true;
        await scene.RefusesAsync("GL_CONFLICT", () => scene.ResolveAsync());
        scene.Hosted.IsArchived = false;
        scene.Hosted.Files.Clear();
        await scene.RefusesAsync("GL_NOT_FOUND", () => scene.ResolveAsync());
    }

    [Fact]
    public async Task Tags_are_followed_and_a_name_that_a_branch_shares_is_refused()
    {
        await using var scene = await GitLabScene.StartAsync();
        scene.Hosted.TagAnnotated("v1/final", new ServerObject("commit", scene.Commit));
        Assert.Equal("refs/tags/v1/final", (await scene.ResolveAsync("v1/final")).Reference.DispatchedRef);
        scene.Hosted.References["refs/tags/main"] = new ServerObject("commit", scene.Commit);
        await scene.RefusesAsync("WORKFLOW_REF_INVALID", () => scene.ResolveAsync("main"));
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(true, "nightly")]
    public async Task A_pipeline_without_the_request_in_its_name_is_found_by_its_variables(bool showsNames, string name)
    {
        await using var scene = await GitLabScene.StartAsync();
        scene.GitLab.ShowsNames = showsNames;
        scene.AddRun("run-0001abcde").Title = name;
        scene.AddRun(BackendScene.RequestId).Event = "push";
        scene.Server.Dispatched = run => run.Title = name;
        scene.Server.Script("POST", "/pipeline", new Fault.Drop(IsDone: true));
        var started = await scene.DispatchAsync();
        Assert.Equal(scene.Runs.Max(run => run.Id), started.Reference.RunId);
    }

    [Fact]
    public async Task A_pipeline_whose_variables_are_hidden_is_not_ours()
    {
        await using var scene = await GitLabScene.StartAsync();
        var target = await scene.ResolveAsync();
        var other = scene.AddRun("run-0002abcd");
        other.Title = "";
        scene.Server.Script("GET", $"/pipelines/{other.Id}/variables", Fault.Status(403, "403 Forbidden"));
        Assert.Null(await scene.Backend.FindAsync(target.Reference, BackendScene.RequestId, null, BackendScene.Cancel));
    }

    public static TheoryData<string> LostAnswers => ["dropped", "timed out", "500", "502", "cut short", "no json", "too large"];

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task A_lost_answer_never_leads_to_a_second_pipeline(string how)
    {
        await using var scene = await GitLabScene.StartAsync();
        scene.Server.Script("POST", "/pipeline", how switch
        {
            "dropped" => new Fault.Drop(IsDone: true),
            "timed out" => new Fault.Hang(IsDone: true) { Reached = () => scene.Clock.Advance(TimeSpan.FromSeconds(101)) },
            "500" => new Fault.Change(_ => ServerAnswer.Message(500, "500 Internal Server Error")),
            "502" => new Fault.Change(_ => new ServerAnswer(502, "<html>"u8.ToArray())),
            "cut short" => new Fault.Change(answer => answer with { CutAfter = 5 }),
            "no json" => new Fault.Change(_ => new ServerAnswer(201, "<html>"u8.ToArray())),
            _ => new Fault.Change(_ => new ServerAnswer(201, new byte[9 * 1024 * 1024])),
        });
        Assert.Equal(scene.Runs.Select(run => (long?)run.Id), [(await scene.DispatchAsync()).Reference.RunId]);
        Assert.Equal((1, 1), (scene.Runs.Count, scene.Dispatches));
    }

    [Fact]
    public async Task What_a_limit_turned_away_is_started_when_its_time_has_come()
    {
        await using var scene = await GitLabScene.StartAsync();
        var reset = (scene.Clock.GetUtcNow() + TimeSpan.FromSeconds(70)).ToUnixTimeSeconds();
        scene.Server.Script(
            "POST",
            "/pipeline",
            new Fault.Answer(() => new ServerAnswer(429, "Retry later\n"u8.ToArray()).With("Retry-After", "30")),
            new Fault.Answer(() => new ServerAnswer(429, "Retry later\n"u8.ToArray()).With("RateLimit-Remaining", "0").With("RateLimit-Reset", $"{reset}")));
        await scene.DispatchAsync();
        Assert.Equal([TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(40)], scene.Clock.Waits);
        Assert.Single(scene.Runs);
        var limit = new Fault.Answer(() => new ServerAnswer(429, []).With("Retry-After", "3600"));
        scene.Server.Script("GET", "/version", limit);
        scene.Server.Script("GET", "/projects/octo%2Fteam%2Flab", limit);
        Assert.Contains("3600 s", (await scene.RefusesAsync("GL_RATE_LIMITED", () => scene.ResolveAsync())).Message, StringComparison.Ordinal);
    }

    public static TheoryData<int, string> Refusals => new()
    {
        { 401, "GL_UNAUTHORIZED" },
        { 403, "GL_FORBIDDEN" },
        { 404, "GL_NOT_FOUND" },
        { 409, "GL_CONFLICT" },
        { 410, "GL_GONE" },
        { 400, "GL_REJECTED" },
        { 422, "GL_REJECTED" },
        { 302, "GL_RESPONSE_INVALID" },
        { 301, "GL_NOT_FOUND" },
        { 500, "GL_UNAVAILABLE" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_has_its_code_and_says_what_GitLab_said(int status, string code)
    {
        await using var scene = await GitLabScene.StartAsync();
        scene.Server.Script("GET", "/octo%2Fteam%2Flab", [.. Enumerable.Repeat(new Fault.Answer(() => new ServerAnswer(status, "{\"message\":{\"base\":[\"Because of this\"]}}"u8.ToArray())), 3)]);
        var exception = await scene.RefusesAsync(code, () => scene.Client.GetProjectAsync(scene.Project, BackendScene.Cancel));
        Assert.Equal(4, exception.ExitCode);
        Assert.Contains("octo/team/lab", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Because of this", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_a_wrong_form_and_a_host_that_is_not_there_have_their_codes()
    {
        await using var scene = await GitLabScene.StartAsync();
        scene.Server.Script("GET", "/octo%2Fteam%2Flab", new Fault.Hang(IsDone: false) { Reached = () => scene.Clock.Advance(TimeSpan.FromSeconds(100)) });
        await scene.RefusesAsync("GL_TIMEOUT", () => scene.Client.GetProjectAsync(scene.Project, BackendScene.Cancel));
        scene.Server.Script("GET", "/octo%2Fteam%2Flab", new Fault.Answer(() => new ServerAnswer(200, "{\"id\":1}"u8.ToArray())));
        await scene.RefusesAsync("GL_RESPONSE_INVALID", () => scene.Client.GetProjectAsync(scene.Project, BackendScene.Cancel));
        scene.Options = options => options with { Host = GitLabHost.Parse("http://127.0.0.1:1") };
        scene.Reconnect();
        await scene.RefusesAsync("GL_UNAVAILABLE", () => scene.Client.GetProjectAsync(scene.Project, BackendScene.Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Artifacts_come_from_the_store_without_the_token_or_from_the_server_itself(bool hasStore)
    {
        await using var scene = await GitLabScene.StartAsync();
        scene.GitLab.HasStore = hasStore;
        var reference = (await scene.DispatchAsync()).Reference;
        var run = scene.Runs.Single();
        ServerRun.Complete("success")(run);
        scene.AddArtifact(run, BackendScene.RequestId, ("certificate.json", "{}"), ("deep/file", "x"));
        var artifacts = await scene.Backend.DownloadAsync(reference, BackendScene.RequestId, scene.PathTo("a"), null, BackendScene.Cancel);
        Assert.Equal(["certificate.json", "deep/file"], artifacts.Files.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(Path.Combine(scene.PathTo("a"), "deep", "file")));
        var elsewhere = scene.Server.Requests.Where(request => request.Path.StartsWith("/store/", StringComparison.Ordinal)).ToArray();
        Assert.Equal(hasStore ? 1 : 0, elsewhere.Length);
        Assert.All(elsewhere, request => Assert.DoesNotContain("PRIVATE-TOKEN", request.Headers.Keys));
    }

    [Fact]
    public async Task An_artifact_whose_time_is_over_is_gone_and_one_that_two_jobs_left_is_refused()
    {
        await using var scene = await GitLabScene.StartAsync();
        var reference = (await scene.DispatchAsync()).Reference;
        var run = scene.Runs.Single();
        ServerRun.Complete("success")(run);
        scene.AddArtifact(run, BackendScene.RequestId, ("certificate.json", "{}"));
        run.Artifacts[0].IsExpired = true;
        await scene.RefusesAsync("GL_GONE", () => scene.Backend.DownloadAsync(reference, BackendScene.RequestId, scene.PathTo("a"), null, BackendScene.Cancel));
        run.Artifacts[0].IsExpired = false;
        run.Artifacts.Add(new ServerArtifact(scene.GitLab.TakeId(), BackendScene.RequestId, ZipOf.Files(("a", "b")), scene.Clock.GetUtcNow()) { JobName = "other" });
        await scene.RefusesAsync(
            "ARTIFACT_ARCHIVE_INVALID", () => scene.Backend.DownloadAsync(reference, BackendScene.RequestId, scene.PathTo("a"), null, BackendScene.Cancel));
    }

    [Theory]
    [InlineData("manual", BackendRunStatus.Queued)]
    [InlineData("waiting_for_resource", BackendRunStatus.Queued)]
    [InlineData("canceling", BackendRunStatus.InProgress)]
    [InlineData("running", BackendRunStatus.InProgress)]
    public async Task GitLabs_own_words_are_kept_beside_the_common_ones(string word, BackendRunStatus status)
    {
        await using var scene = await GitLabScene.StartAsync();
        var reference = (await scene.DispatchAsync()).Reference;
        scene.Runs.Single().Status = word;
        var run = await scene.Backend.GetAsync(reference, BackendScene.Cancel);
        Assert.Equal((status, word, null), (run.Status, run.ServiceStatus, run.Conclusion));
    }

    [Fact]
    public async Task A_package_file_is_stored_and_fetched_again()
    {
        await using var scene = await GitLabScene.StartAsync();
        var content = Encoding.UTF8.GetBytes(new string('x', 200_000));
        var source = scene.PathTo("bundle.age");
        await File.WriteAllBytesAsync(source, content, BackendScene.Cancel);
        var file = new GitLabPackageFile(scene.Project, "swarm", BackendScene.RequestId, "bundle.age");
        scene.Server.Script("PUT", "/bundle.age", Fault.Status(502), new Fault.Drop(IsDone: true));
        await scene.Client.UploadPackageFileAsync(file, source, Digest.Compute(content), BackendScene.Cancel);
        Assert.Equal(3, scene.Server.Count("PUT", "/bundle.age"));
        var fetched = await scene.Client.DownloadPackageFileAsync(file, scene.PathTo("fetched"), 1_000_000, BackendScene.Cancel);
        Assert.Equal(Digest.Compute(content), fetched.Digest);

        await scene.RefusesAsync("GL_RESPONSE_INVALID", () => scene.Client.DownloadPackageFileAsync(file, scene.PathTo("b"), 1000, BackendScene.Cancel));
        await scene.RefusesAsync("GL_RESPONSE_INVALID", () => scene.Client.UploadPackageFileAsync(file, source, Digest.Compute("other"u8), BackendScene.Cancel));
        await scene.RefusesAsync("PATH_INVALID", () => scene.Client.UploadPackageFileAsync(file, scene.PathTo("none"), default, BackendScene.Cancel));
        var missing = new GitLabPackageFile(scene.Project, "swarm", BackendScene.RequestId, "other.age");
        await scene.RefusesAsync("GL_NOT_FOUND", () => scene.Client.DownloadPackageFileAsync(missing, scene.PathTo("c"), 1000, BackendScene.Cancel));
        Assert.Throws<SwarmException>(() => new GitLabPackageFile(scene.Project, "..", "1", "a"));
        Assert.Throws<SwarmException>(() => new GitLabPackageFile(scene.Project, "a", "1", "a/b"));
    }

    [Fact]
    public async Task A_job_fetches_a_package_with_its_own_token()
    {
        await using var scene = await GitLabScene.StartAsync();
        scene.Hosted.Packages["swarm/1/bundle.age"] = [1, 2, 3];
        scene.Options = options => options with { Token = GitLabToken.FromText(scene.GitLab.JobToken, "CI_JOB_TOKEN", isJobToken: true) };
        scene.Reconnect();
        await scene.Client.DownloadPackageFileAsync(new GitLabPackageFile(scene.Project, "swarm", "1", "bundle.age"), scene.PathTo("a"), 10, BackendScene.Cancel);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(scene.PathTo("a"), BackendScene.Cancel));
        await scene.RefusesAsync("GL_UNAUTHORIZED", () => scene.ResolveAsync());
    }

    [Fact]
    public async Task A_probe_learns_what_the_environment_allows()
    {
        await using var scene = await GitLabScene.StartAsync();
        scene.Server.ClockSkew = TimeSpan.FromMinutes(7);
        var probe = await scene.Client.ProbeAsync(scene.Project, BackendScene.Cancel);
        Assert.Equal(("operator", "18.4.0-ee", "2026-12-31", TimeSpan.FromMinutes(7)), (probe.Login, probe.ServerVersion, probe.TokenExpires, probe.ClockSkew));
        Assert.Equal(["api"], probe.Scopes!);
        Assert.Equal(("octo/team/lab", "main"), (probe.Project.PathWithNamespace, probe.Project.DefaultBranch));
    }

    [Fact]
    public async Task Too_long_an_input_is_refused_before_anything_is_sent()
    {
        await using var scene = await GitLabScene.StartAsync();
        var target = await scene.ResolveAsync();
        var inputs = new Dictionary<string, string> { ["request"] = new string('x', 100_001) };
        await scene.RefusesAsync("SPEC_INVALID", () => scene.Backend.DispatchAsync(target, BackendScene.RequestId, inputs, BackendScene.Cancel));
        Assert.Equal(0, scene.Dispatches);
    }

    [Fact]
    public async Task A_target_of_another_backend_is_a_programming_error()
    {
        await using var gitlab = await GitLabScene.StartAsync();
        await using var github = await BackendScene.StartAsync("github");
        var target = await github.ResolveAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => gitlab.DispatchAsync(target));
    }

    [Fact]
    public async Task Waits_of_many_pipelines_side_by_side_each_end_with_their_own()
    {
        await using var scene = await GitLabScene.StartAsync();
        scene.Server.Dispatched = run => run.Then(ServerRun.Start, ServerRun.Complete("success"));
        var target = await scene.ResolveAsync();
        var ids = Enumerable.Range(0, 20).Select(index => $"run-fork-{index:00}").ToArray();
        var runs = await Task.WhenAll(ids.Select(id => scene.DispatchAsync(target, id)));
        var ended = await Task.WhenAll(runs.Select(run => scene.Backend.WaitAsync(run.Reference, Hour, null, BackendScene.Cancel)));
        Assert.Equal(ids.Select(id => $"swarm {id}"), ended.Select(run => scene.Hosted.Runs[run.Reference.RunId!.Value].Title));
    }
}
