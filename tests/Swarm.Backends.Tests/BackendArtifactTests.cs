using Swarm.Backends.Remote;
using Swarm.Backends.Tests.Server;

namespace Swarm.Backends.Tests;

/// <summary>What every service's artifacts and logs are held to.</summary>
public sealed class BackendArtifactTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static TheoryData<string> Services => BackendScene.Services;

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

    private static Task<BackendArtifacts> DownloadAsync(BackendScene scene, BackendReference reference) =>
        scene.Backend.DownloadAsync(reference, BackendScene.RequestId, scene.PathTo("artifacts"), cancellationToken: BackendScene.Cancel);
}
