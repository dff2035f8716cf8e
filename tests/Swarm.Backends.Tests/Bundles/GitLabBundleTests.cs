using Swarm.Backends.Tests.Server;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests.Bundles;

public sealed class GitLabBundleTests
{
    private const string Store = "gl-package://octo/team/lab";
    private const string NoDigest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(2_000_001)]
    public async Task A_bundle_comes_back_from_a_package_as_it_was_put_in(int size)
    {
        await using var scene = await GitLabScene.StartAsync();
        using var fixture = Connect(scene);
        var (path, content, digest) = fixture.Make(size);
        var locator = await fixture.PutAsync(Store, path, digest);
        Assert.Equal($"{Store}/{digest.ToHex()}", locator);
        await fixture.ComesBackAsync(locator, content);
        Assert.Equal(locator, await fixture.PutAsync(Store, path, digest));
        Assert.Equal([$"swarm-bundles/{digest.ToHex()}/bundle.age"], scene.Hosted.Packages.Keys);
    }

    [Fact]
    public async Task A_bundle_is_repeated_as_a_package_where_the_answer_was_lost()
    {
        await using var scene = await GitLabScene.StartAsync();
        using var fixture = Connect(scene);
        var (path, content, digest) = fixture.Make(1000);
        scene.Server.Script("PUT", "/bundle.age", new Fault.Drop(IsDone: true), Fault.Status(502));
        await fixture.ComesBackAsync(await fixture.PutAsync(Store, path, digest), content);
        Assert.Single(scene.Hosted.Packages);
    }

    [Fact]
    public async Task The_token_of_a_job_stores_and_fetches_packages()
    {
        await using var scene = await GitLabScene.StartAsync();
        using var job = ConnectAsJob(scene);
        var (path, content, digest) = job.Make(1000);
        await job.ComesBackAsync(await job.PutAsync(Store, path, digest), content);
    }

    [Fact]
    public async Task A_package_that_was_changed_is_refused_both_ways()
    {
        await using var scene = await GitLabScene.StartAsync();
        using var fixture = Connect(scene);
        var (path, content, digest) = fixture.Make(1000);
        var locator = await fixture.PutAsync(Store, path, digest);
        var name = scene.Hosted.Packages.Keys.Single();
        scene.Hosted.Packages[name] = [.. content, 0];
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, locator);
        scene.Hosted.Packages[name] = content;
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, locator, Digest.Compute([1]));
        await fixture.RefusesAsync(ErrorCode.GitLabResponseInvalid, locator, digest, limit: 999);

        scene.GitLab.ChangesPackages = true;
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync(Store, path, digest));
        Assert.Equal(ErrorCode.GitLabResponseInvalid, exception.ErrorCode);
    }

    [Fact]
    public async Task A_package_that_is_gone_or_may_not_be_made_is_said_so()
    {
        await using var scene = await GitLabScene.StartAsync();
        using var fixture = Connect(scene);
        await fixture.RefusesAsync(ErrorCode.ArtifactMissingBundle, $"{Store}/{NoDigest}");
        scene.Hosted.CanPush = false;
        var (path, _, digest) = fixture.Make(10);
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync(Store, path, digest));
        Assert.Equal(ErrorCode.GitLabForbidden, exception.ErrorCode);
        Assert.Contains("Developer", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_is_fetched_from_another_host_without_the_token()
    {
        await using var scene = await GitLabScene.StartAsync();
        using var fixture = Connect(scene);
        var (path, content, digest) = fixture.Make(1000);
        await fixture.ComesBackAsync(await fixture.PutAsync(Store, path, digest), content);
        var sent = scene.Server.Requests.Where(request => request.Path.StartsWith("/store/", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(sent);
        Assert.DoesNotContain(sent.SelectMany(request => request.Headers.Values), value => value.Contains(scene.Server.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_bundle_is_taken_from_the_artifact_of_a_job()
    {
        await using var scene = await GitLabScene.StartAsync();
        using var fixture = Connect(scene);
        var run = scene.AddRun("run-0001");
        scene.AddArtifact(run, "run-0001", ("certificate.json", "{}"), ("bundle.age", "sealed"), ("log.age", "log"));
        var locator = $"gl-artifact://octo/team/lab/{run.Artifacts[0].Id}/run-0001";
        await fixture.ComesBackAsync(locator, "sealed"u8.ToArray());
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, locator, Digest.Compute([1]));
        await fixture.RefusesAsync(ErrorCode.ArtifactArchiveInvalid, locator, limit: 5);
        await fixture.RefusesAsync(ErrorCode.ArtifactMissingArchive, $"gl-artifact://octo/team/lab/{run.Artifacts[0].Id}/run-0002");
        await fixture.RefusesAsync(ErrorCode.GitLabNotFound, "gl-artifact://octo/team/lab/77/run-0001");

        scene.AddArtifact(run, "run-0001-attestation", ("certificate.sigstore.json", "{}"));
        await fixture.RefusesAsync(ErrorCode.ArtifactMissingBundle, $"gl-artifact://octo/team/lab/{run.Artifacts[1].Id}/run-0001-attestation");

        using var job = ConnectAsJob(scene);
        await job.ComesBackAsync(locator, "sealed"u8.ToArray());
    }

    [Fact]
    public async Task An_artifact_whose_time_is_over_is_said_to_be_gone()
    {
        await using var scene = await GitLabScene.StartAsync();
        using var fixture = Connect(scene);
        var run = scene.AddRun("run-0001");
        scene.AddArtifact(run, "run-0001", ("bundle.age", "sealed"));
        run.Artifacts[0].IsExpired = true;
        await fixture.RefusesAsync(ErrorCode.GitLabGone, $"gl-artifact://octo/team/lab/{run.Artifacts[0].Id}/run-0001");
    }

    [Fact]
    public async Task An_artifact_with_a_path_that_leads_out_is_refused()
    {
        await using var scene = await GitLabScene.StartAsync();
        using var fixture = Connect(scene);
        var run = scene.AddRun("run-0001");
        scene.GitLab.AddArtifact(run, "run-0001", ZipOf.Files(("artifacts/bundle.age", "sealed"), ("../out", "x")));
        await fixture.RefusesAsync(ErrorCode.ArtifactArchiveInvalid, $"gl-artifact://octo/team/lab/{run.Artifacts[0].Id}/run-0001");
    }

    [Fact]
    public async Task Nothing_is_put_into_artifacts_and_nothing_without_a_token()
    {
        await using var scene = await GitLabScene.StartAsync();
        using var fixture = Connect(scene);
        var (path, _, digest) = fixture.Make(10);
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync("gl-artifact://octo/team/lab/5/name", path, digest));
        Assert.Equal(ErrorCode.SpecInvalid, exception.ErrorCode);

        using var stranger = new BundleFixture(new Dictionary<string, string> { ["GITLAB_HOST"] = scene.Server.Host });
        await stranger.RefusesAsync(ErrorCode.GitLabUnauthorized, $"{Store}/{NoDigest}");
        using var wrong = new BundleFixture(new Dictionary<string, string> { ["GITLAB_HOST"] = scene.Server.Host, ["GITLAB_TOKEN"] = "glpat-another-token-of-nobody" });
        var refusal = await wrong.RefusesAsync(ErrorCode.GitLabUnauthorized, $"{Store}/{NoDigest}");
        Assert.DoesNotContain("another-token", refusal.Message + string.Join('|', wrong.Trace), StringComparison.Ordinal);
    }

    private static BundleFixture Connect(GitLabScene scene) => Connect(scene, "GITLAB_TOKEN", scene.Server.Token);

    private static BundleFixture ConnectAsJob(GitLabScene scene) => Connect(scene, "CI_JOB_TOKEN", scene.GitLab.JobToken);

    private static BundleFixture Connect(GitLabScene scene, string variable, string token) =>
        new(new Dictionary<string, string> { ["GITLAB_HOST"] = scene.Server.Host, [variable] = token }, options => options with { Time = scene.Clock });
}
