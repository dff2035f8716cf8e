using Swarm.Backends.GitHub;
using Swarm.Backends.Http;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

public sealed class ArtifactTests
{
    private const long Limit = 1024 * 1024;

    private static readonly byte[] Archive = ZipOf.Files(("certificate.json", "{}"));

    [Fact]
    public async Task An_artifact_is_fetched_from_another_host_without_the_token()
    {
        await using var github = await GitHubFixture.StartAsync();
        var artifact = await AddAsync(github);
        var file = await DownloadAsync(github, artifact);
        Assert.Equal(Archive, await File.ReadAllBytesAsync(file.Path, GitHubFixture.Cancel));
        Assert.Equal((Archive.Length, Digest.Compute(Archive)), (file.Size, file.Digest));
        var elsewhere = github.Server.Requests.Single(request => request.Path.StartsWith("/store/", StringComparison.Ordinal));
        Assert.DoesNotContain("Authorization", elsewhere.Headers.Keys);
        Assert.DoesNotContain("X-GitHub-Api-Version", elsewhere.Headers.Keys);
    }

    [Theory]
    [InlineData("http://example.com/x")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:pass@127.0.0.1/")]
    public async Task A_download_is_not_followed_just_anywhere(string address)
    {
        await using var github = await GitHubFixture.StartAsync();
        var artifact = await AddAsync(github);
        github.Server.RedirectTo = _ => address;
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => DownloadAsync(github, artifact));
        Assert.Empty(Directory.GetFiles(github.Folder));
    }

    [Fact]
    public async Task A_download_is_not_sent_on_for_ever()
    {
        await using var github = await GitHubFixture.StartAsync();
        var artifact = await AddAsync(github);
        var round = new Fault.Answer(() => new ServerAnswer(302, []).With("Location", $"{github.Server.StoreAddress}store/round.zip"));
        github.Server.Script("GET", "/store/round.zip", [.. Enumerable.Repeat(round, 20)]);
        github.Server.RedirectTo = _ => $"{github.Server.StoreAddress}store/round.zip";
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => DownloadAsync(github, artifact));
        Assert.Equal(3, github.Server.Count("GET", "/store/round.zip"));
    }

    [Fact]
    public async Task An_address_that_has_run_out_is_asked_for_anew()
    {
        await using var github = await GitHubFixture.StartAsync();
        var artifact = await AddAsync(github);
        var asked = 0;
        github.Server.RedirectTo = address => ++asked < 3 ? address.Replace("signature=", "signature=old-", StringComparison.Ordinal) : address;
        Assert.Equal(Archive.Length, (await DownloadAsync(github, artifact)).Size);
    }

    [Fact]
    public async Task Where_the_addresses_never_hold_the_message_names_the_host_and_no_signature()
    {
        await using var github = await GitHubFixture.StartAsync();
        var artifact = await AddAsync(github);
        github.Server.RedirectTo = address => address.Replace("signature=", "signature=old-", StringComparison.Ordinal);
        var exception = await GitHubFixture.RefusesAsync(ErrorCode.GitHubUnavailable, () => DownloadAsync(github, artifact));
        Assert.Contains("127.0.0.1", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short-lived-secret", exception + string.Join('\n', github.Trace), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_that_is_cut_short_is_fetched_again_and_leaves_nothing_half()
    {
        await using var github = await GitHubFixture.StartAsync();
        var artifact = await AddAsync(github);
        var cut = new Fault.Change(answer => answer with { CutAfter = 20 });
        github.Server.Script("GET", ".zip", cut, cut);
        Assert.Equal(Archive.Length, (await DownloadAsync(github, artifact)).Size);
        File.Delete(Path.Combine(github.Folder, "artifact.zip"));
        github.Server.Script("GET", ".zip", cut, cut, cut);
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubUnavailable, () => DownloadAsync(github, artifact));
        Assert.Empty(Directory.GetFiles(github.Folder));
    }

    [Fact]
    public async Task A_download_that_is_damaged_is_refused()
    {
        await using var github = await GitHubFixture.StartAsync();
        var artifact = await AddAsync(github);
        var damage = new Fault.Change(answer => answer with { Body = [.. answer.Body[..^1], 7] });
        github.Server.Script("GET", ".zip", damage, damage, damage);
        await GitHubFixture.RefusesAsync(ErrorCode.ArtifactArchiveInvalid, () => DownloadAsync(github, artifact));
        Assert.Empty(Directory.GetFiles(github.Folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_download_that_is_too_large_is_refused(bool isChunked)
    {
        await using var github = await GitHubFixture.StartAsync();
        var artifact = await AddAsync(github);
        github.Server.Script("GET", ".zip", new Fault.Change(_ => new ServerAnswer(200, new byte[2 * Limit]) { IsChunked = isChunked }));
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => DownloadAsync(github, artifact));
        Assert.Empty(Directory.GetFiles(github.Folder));
    }

    [Fact]
    public async Task A_download_that_does_not_end_is_ended()
    {
        await using var github = await GitHubFixture.StartAsync();
        var artifact = await AddAsync(github);
        github.Server.Script("GET", ".zip", new Fault.Trickle { Reached = () => github.Clock.Advance(TimeSpan.FromHours(1)) });
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubTimeout, () => DownloadAsync(github, artifact));
        Assert.Empty(Directory.GetFiles(github.Folder));
    }

    [Fact]
    public async Task What_is_there_is_not_overwritten()
    {
        await using var github = await GitHubFixture.StartAsync();
        var artifact = await AddAsync(github);
        await DownloadAsync(github, artifact);
        await GitHubFixture.RefusesAsync(ErrorCode.PathInvalid, () => DownloadAsync(github, artifact));
    }

    [Fact]
    public async Task An_expired_artifact_is_gone()
    {
        await using var github = await GitHubFixture.StartAsync();
        var artifact = await AddAsync(github);
        var run = github.Hosted.Runs.Values.Single();
        run.Artifacts[0].IsExpired = true;
        var exception = await GitHubFixture.RefusesAsync(ErrorCode.GitHubGone, () => DownloadAsync(github, artifact));
        Assert.Contains("retention-days", exception.Message, StringComparison.Ordinal);
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubGone, async () => await FindAsync(github, run));
    }

    [Fact]
    public async Task A_server_without_digests_is_taken_at_its_word()
    {
        await using var github = await GitHubFixture.StartAsync();
        var artifact = await AddAsync(github, digest: "");
        Assert.Null(artifact.Digest);
        Assert.Equal(Archive.Length, (await DownloadAsync(github, artifact)).Size);
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => DownloadAsync(github, artifact with { Digest = "md5:1" }));
    }

    [Fact]
    public async Task Artifacts_are_listed_over_pages()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun();
        for (var index = 0; index < 201; index++)
        {
            github.Server.AddArtifact(run, $"a{index}", Archive);
        }

        Assert.Equal(201, (await github.Client.ListArtifactsAsync(github.Repository, run.Id, cancellationToken: GitHubFixture.Cancel)).Count);
        Assert.Equal("a150", Assert.Single(await github.Client.ListArtifactsAsync(github.Repository, run.Id, "a150", GitHubFixture.Cancel)).Name);
    }

    [Fact]
    public async Task An_artifact_that_is_missing_or_there_twice_is_refused()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun();
        ServerRun.Complete("failure")(run);
        var exception = await GitHubFixture.RefusesAsync(ErrorCode.ArtifactMissingArchive, () => FindAsync(github, run));
        Assert.Contains("'failure'", exception.Message, StringComparison.Ordinal);
        github.Server.AddArtifact(run, "swarm-run", Archive);
        await FindAsync(github, run);
        github.Server.AddArtifact(run, "swarm-run", Archive);
        await GitHubFixture.RefusesAsync(ErrorCode.ArtifactArchiveInvalid, () => FindAsync(github, run));
    }

    [Fact]
    public async Task Of_a_run_that_was_run_again_the_latest_attempts_artifact_counts()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun();
        var first = github.Server.AddArtifact(run, "swarm-run", Archive);
        github.Clock.Advance(TimeSpan.FromMinutes(5));
        ServerRun.RunAgain(github.Clock)(run);
        Assert.Equal(first.Id, (await FindAsync(github, run)).Id);
        github.Clock.Advance(TimeSpan.FromMinutes(5));
        var second = github.Server.AddArtifact(run, "swarm-run", Archive);
        Assert.Equal(second.Id, (await FindAsync(github, run)).Id);
    }

    private static async Task<GitHubArtifact> FindAsync(GitHubFixture github, ServerRun run)
    {
        var seen = await github.Client.GetRunAsync(github.Repository, run.Id, GitHubFixture.Cancel);
        return await github.Client.FindArtifactAsync(github.Repository, seen, "swarm-run", GitHubFixture.Cancel);
    }

    private static async Task<GitHubArtifact> AddAsync(GitHubFixture github, string? digest = null)
    {
        var run = github.AddRun();
        github.Server.AddArtifact(run, "swarm-run", Archive).Digest = digest;
        return await FindAsync(github, run);
    }

    private static Task<DownloadedFile> DownloadAsync(GitHubFixture github, GitHubArtifact artifact) =>
        github.Client.DownloadArtifactAsync(github.Repository, artifact, Path.Combine(github.Folder, "artifact.zip"), Limit, GitHubFixture.Cancel);
}
