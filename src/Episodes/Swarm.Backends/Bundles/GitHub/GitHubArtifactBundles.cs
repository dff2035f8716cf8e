using System.Globalization;
using Swarm.Backends.Http;

namespace Swarm.Backends.Bundles.GitHub;

/// <summary>What a run on GitHub left: <c>gh-artifact://owner/repo/run-id/artifact</c>. Only such a run puts bundles there.</summary>
/// <param name="options">How stores are reached.</param>
internal sealed class GitHubArtifactBundles(BundleStoreOptions options) : IBundleScheme
{
    private const string Form = "gh-artifact://owner/repo/<run id>/<artifact>";

    /// <inheritdoc/>
    public Task<string> PutAsync(BundleAddress store, OutgoingBundle bundle, CancellationToken cancellationToken) =>
        throw store.Refuse("only a job of GitHub Actions makes artifacts. Put the bundle into 'gh-blob://owner/repo', 's3://bucket/prefix' or 'file:///folder'");

    /// <inheritdoc/>
    public Task<DownloadedFile> GetAsync(BundleAddress locator, IncomingBundle bundle, CancellationToken cancellationToken)
    {
        var repository = GitHubConnection.Repository(locator, Form);
        if (locator.Segments is not [_, var run, var name] || !long.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out var runId))
        {
            throw locator.Refuse($"it names no artifact of a run. Write it as {Form}");
        }

        return ArtifactBundle.TakeAsync(bundle, $"artifact '{name}' of run {runId}", ArtifactBundle.Name, FetchAsync, cancellationToken);

        async Task FetchAsync(string path, long limit, CancellationToken token)
        {
            using var client = await GitHubConnection.OpenAsync(options, token);
            var artifact = await client.FindArtifactAsync(repository, await client.GetRunAsync(repository, runId, token), name, token);
            await client.DownloadArtifactAsync(repository, artifact, path, limit, token);
        }
    }
}
