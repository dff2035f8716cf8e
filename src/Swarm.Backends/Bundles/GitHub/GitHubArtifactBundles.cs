using System.Globalization;
using Swarm.Backends.Archives;
using Swarm.Backends.Http;
using Swarm.Core.Errors;

namespace Swarm.Backends.Bundles.GitHub;

/// <summary>What a run on GitHub left: <c>gh-artifact://owner/repo/run-id/artifact</c>. Only such a run puts bundles there.</summary>
/// <param name="options">How stores are reached.</param>
internal sealed class GitHubArtifactBundles(BundleStoreOptions options) : IBundleScheme
{
    private const string Form = "gh-artifact://owner/repo/<run id>/<artifact>";
    private const string BundleName = "bundle.age";

    // Beside the bundle an artifact holds documents and the sealed log.
    private const long MostBesideBytes = 512L << 20;

    /// <inheritdoc/>
    public Task<string> PutAsync(BundleAddress store, OutgoingBundle bundle, CancellationToken cancellationToken) =>
        throw store.Refuse("only a job of GitHub Actions makes artifacts. Put the bundle into 'gh-blob://owner/repo', 's3://bucket/prefix' or 'file:///folder'");

    /// <inheritdoc/>
    public async Task<DownloadedFile> GetAsync(BundleAddress locator, IncomingBundle bundle, CancellationToken cancellationToken)
    {
        var repository = GitHubConnection.Repository(locator, Form);
        if (locator.Segments is not [_, var run, var name] || !long.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out var runId))
        {
            throw locator.Refuse($"it names no artifact of a run. Write it as {Form}");
        }

        var folder = bundle.Beside();
        try
        {
            Directory.CreateDirectory(folder);
            var archive = Path.Combine(folder, "artifact.zip");
            using (var client = await GitHubConnection.OpenAsync(options, cancellationToken))
            {
                var artifact = await client.FindArtifactAsync(repository, await client.GetRunAsync(repository, runId, cancellationToken), name, cancellationToken);
                await client.DownloadArtifactAsync(repository, artifact, archive, Most(bundle), cancellationToken);
            }

            var limits = new ArchiveLimits { ArchiveBytes = Most(bundle), TotalBytes = bundle.Limit, PassOverOthers = true };
            var files = await new ArtifactArchive($"artifact '{name}' of run {runId}", limits).ExtractAsync(
                archive,
                Path.Combine(folder, "files"),
                [new ArchiveFile(BundleName, bundle.Limit, ErrorCode.ArtifactMissingBundle)],
                cancellationToken);
            return bundle.Keep(files[0].Path, files[0].Size, files[0].Digest);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{bundle.Destination}' cannot be written: {exception.Message} Name another place, or make room there.", exception);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static long Most(IncomingBundle bundle) => bundle.Limit > long.MaxValue - MostBesideBytes ? long.MaxValue : bundle.Limit + MostBesideBytes;
}
