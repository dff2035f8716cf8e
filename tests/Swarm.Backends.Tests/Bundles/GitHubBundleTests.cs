using Swarm.Backends.Tests.Server;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests.Bundles;

public sealed class GitHubBundleTests
{
    private const string Store = "gh-blob://octo/lab";

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(2_000_001)]
    public async Task A_bundle_comes_back_from_a_blob_as_it_was_put_in(int size)
    {
        await using var github = await GitHubFixture.StartAsync();
        using var fixture = Connect(github);
        var (path, content, digest) = fixture.Make(size);
        var locator = await fixture.PutAsync(Store, path, digest);
        Assert.Matches("^gh-blob://octo/lab/[0-9a-f]{40}$", locator);
        await fixture.ComesBackAsync(locator, content);
        Assert.Equal(locator, await fixture.PutAsync(Store, path, digest));
    }

    [Fact]
    public async Task A_bundle_is_repeated_as_a_blob_where_the_answer_was_lost()
    {
        await using var github = await GitHubFixture.StartAsync();
        using var fixture = Connect(github);
        var (path, content, digest) = fixture.Make(1000);
        github.Server.Script("POST", "/git/blobs", new Fault.Drop(IsDone: true), Fault.Status(502));
        await fixture.ComesBackAsync(await fixture.PutAsync(Store, path, digest), content);
        Assert.Single(github.Hosted.Blobs);
    }

    [Fact]
    public async Task A_bundle_that_is_too_large_for_a_blob_is_refused_with_the_remedy_before_anything_is_sent()
    {
        await using var github = await GitHubFixture.StartAsync();
        using var fixture = Connect(github);
        var (path, _, digest) = fixture.Make(40_000_001);
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync(Store, path, digest));
        Assert.Equal((ErrorCode.BundleStoreRejected, 4), (exception.ErrorCode, exception.ExitCode));
        Assert.Contains("s3://", exception.Message, StringComparison.Ordinal);
        Assert.Empty(github.Server.Requests);
    }

    [Fact]
    public async Task A_blob_that_was_changed_is_refused_both_ways()
    {
        await using var github = await GitHubFixture.StartAsync();
        using var fixture = Connect(github);
        var (path, content, digest) = fixture.Make(1000);
        var locator = await fixture.PutAsync(Store, path, digest);
        var id = github.Hosted.Blobs.Keys.Single();
        github.Hosted.Blobs[id] = [.. content, 0];
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, locator);
        github.Hosted.Blobs[id] = content;
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, locator, Digest.Compute([1]));
        await fixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, locator, digest, limit: 999);

        github.Server.ChangesBlobs = true;
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync(Store, path, digest));
        Assert.Equal(ErrorCode.BundleStoreRejected, exception.ErrorCode);
    }

    [Fact]
    public async Task A_blob_that_is_gone_or_may_not_be_made_is_said_so()
    {
        await using var github = await GitHubFixture.StartAsync();
        using var fixture = Connect(github);
        await fixture.RefusesAsync(ErrorCode.ArtifactMissingBundle, $"{Store}/0123456789abcdef0123456789abcdef01234567");
        github.Hosted.CanPush = false;
        var (path, _, digest) = fixture.Make(10);
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync(Store, path, digest));
        Assert.Equal(ErrorCode.GitHubForbidden, exception.ErrorCode);
        Assert.Contains("Contents: read and write", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blob_is_fetched_from_another_host_without_the_token()
    {
        await using var github = await GitHubFixture.StartAsync();
        using var fixture = Connect(github);
        var (path, content, digest) = fixture.Make(1000);
        var locator = await fixture.PutAsync(Store, path, digest);
        var id = github.Hosted.Blobs.Keys.Single();
        var elsewhere = $"{github.Server.StoreAddress}store/blob";
        github.Server.Script("GET", $"/git/blobs/{id}", new Fault.Answer(() => new ServerAnswer(302, []).With("Location", elsewhere)));
        github.Server.Script("GET", "/store/blob", new Fault.Answer(() => new ServerAnswer(200, content)));
        await fixture.ComesBackAsync(locator, content);
        var request = github.Server.Requests.Single(request => request.Path == "/store/blob");
        Assert.DoesNotContain(request.Headers, header => header.Value.Contains(github.Server.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_bundle_is_taken_from_the_artifact_of_a_run()
    {
        await using var github = await GitHubFixture.StartAsync();
        using var fixture = Connect(github);
        var run = github.AddRun();
        github.Server.AddArtifact(run, "run-0001", ZipOf.Files(("certificate.json", "{}"), ("bundle.age", "sealed"), ("log.age", "log")));
        github.Server.AddArtifact(run, "run-0001-attestation", ZipOf.Files(("certificate.sigstore.json", "{}")));
        var locator = $"gh-artifact://octo/lab/{run.Id}/run-0001";
        await fixture.ComesBackAsync(locator, "sealed"u8.ToArray());
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, locator, Digest.Compute([1]));
        await fixture.RefusesAsync(ErrorCode.ArtifactArchiveInvalid, locator, limit: 5);
        await fixture.RefusesAsync(ErrorCode.ArtifactMissingBundle, $"{locator}-attestation");
        await fixture.RefusesAsync(ErrorCode.ArtifactMissingArchive, $"gh-artifact://octo/lab/{run.Id}/run-0002");
        await fixture.RefusesAsync(ErrorCode.GitHubNotFound, "gh-artifact://octo/lab/77/run-0001");
    }

    [Fact]
    public async Task An_artifact_with_a_path_that_leads_out_is_refused()
    {
        await using var github = await GitHubFixture.StartAsync();
        using var fixture = Connect(github);
        var run = github.AddRun();
        github.Server.AddArtifact(run, "run-0001", ZipOf.Files(("bundle.age", "sealed"), ("../out", "x")));
        await fixture.RefusesAsync(ErrorCode.ArtifactArchiveInvalid, $"gh-artifact://octo/lab/{run.Id}/run-0001");
    }

    [Fact]
    public async Task Nothing_is_put_into_artifacts_and_nothing_without_a_token()
    {
        await using var github = await GitHubFixture.StartAsync();
        using var fixture = Connect(github);
        var (path, _, digest) = fixture.Make(10);
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync("gh-artifact://octo/lab/5/name", path, digest));
        Assert.Equal(ErrorCode.SpecInvalid, exception.ErrorCode);

        using var stranger = new BundleFixture(new Dictionary<string, string> { ["GH_HOST"] = github.Server.Host });
        await stranger.RefusesAsync(ErrorCode.GitHubUnauthorized, $"{Store}/0123456789abcdef0123456789abcdef01234567");
        using var wrong = new BundleFixture(new Dictionary<string, string> { ["GH_HOST"] = github.Server.Host, ["GH_TOKEN"] = "ghp_another-token-of-nobody" });
        var refusal = await wrong.RefusesAsync(ErrorCode.GitHubUnauthorized, $"{Store}/0123456789abcdef0123456789abcdef01234567");
        Assert.DoesNotContain("another-token", refusal.Message + string.Join('|', wrong.Trace), StringComparison.Ordinal);
    }

    private static BundleFixture Connect(GitHubFixture github) =>
        new(new Dictionary<string, string> { ["GH_HOST"] = github.Server.Host, ["GH_TOKEN"] = github.Server.Token }, options => options with { Time = github.Clock });
}
