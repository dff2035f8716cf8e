using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Swarm.Backends.Http;
using Swarm.Core.Errors;

namespace Swarm.Backends.Bundles.GitHub;

/// <summary>
/// A repository of GitHub as a store: <c>gh-blob://owner/repo</c>, and each bundle a blob of Git under its id. No branch
/// names it, so that GitHub may remove it once it cleans up: it is for the way to a runner, and not for keeping.
/// </summary>
/// <param name="options">How stores are reached.</param>
internal sealed partial class GitHubBlobBundles(BundleStoreOptions options) : IBundleScheme
{
    private const int MostBytes = 40_000_000;
    private const string StoreForm = "gh-blob://owner/repo";
    private const string LocatorForm = $"{StoreForm}/<40 hex digits>";

    /// <inheritdoc/>
    public async Task<string> PutAsync(BundleAddress store, OutgoingBundle bundle, CancellationToken cancellationToken)
    {
        var repository = GitHubConnection.Repository(store, StoreForm);
        if (store.Segments.Count != 1)
        {
            throw store.Refuse($"it names more than a repository. Write it as {StoreForm}");
        }

        if (bundle.Size > MostBytes)
        {
            throw new SwarmException(
                ErrorCode.BundleStoreRejected,
                $"The bundle '{bundle.Path}' has {bundle.Size} bytes, and GitHub takes blobs of at most {MostBytes}: put it into S3 instead (s3://bucket/prefix), or leave out of the workspace what the run does not need (.swarmignore).");
        }

        var content = new byte[bundle.Size];
        await using (var source = bundle.Read())
        {
            await source.ReadExactlyAsync(content, cancellationToken);
        }

        using var client = await GitHubConnection.OpenAsync(options, cancellationToken);
        var said = await ExplainAsync(() => client.CreateBlobAsync(repository, content, cancellationToken));
        var id = Id(content);
        return said == id
            ? $"gh-blob://{repository}/{id}"
            : throw new SwarmException(ErrorCode.BundleStoreRejected, $"GitHub took the bundle for {repository} as another blob than {id}: it was changed on its way. Store it again; check the proxy.");
    }

    /// <inheritdoc/>
    public async Task<DownloadedFile> GetAsync(BundleAddress locator, IncomingBundle bundle, CancellationToken cancellationToken)
    {
        var repository = GitHubConnection.Repository(locator, LocatorForm);
        if (locator.Segments.Count != 2 || !IdPattern().IsMatch(locator.Segments[1]))
        {
            throw locator.Refuse($"it names no blob. Write it as {LocatorForm}");
        }

        var id = locator.Segments[1];
        var temporary = bundle.Beside();
        try
        {
            using var client = await GitHubConnection.OpenAsync(options, cancellationToken);
            var file = await ExplainAsync(() => client.DownloadBlobAsync(repository, id, temporary, Math.Min(bundle.Limit, MostBytes), cancellationToken));
            if (Id(await File.ReadAllBytesAsync(temporary, cancellationToken)) != id)
            {
                throw new SwarmException(ErrorCode.ArtifactBundleInvalid, $"What arrived as '{locator}' is another blob: it was changed on its way. Fetch it again; where it stays so, check the proxy.");
            }

            return bundle.Keep(temporary, file.Size, file.Digest);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // Git names a blob by the SHA-1 of this header and its content. What the bundle is held to is its SHA-256.
    private static string Id(byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0")));
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<T> ExplainAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.GitHubForbidden)
        {
            throw new SwarmException(exception.ErrorCode, $"{exception.Message} To store a bundle as a blob it needs 'Contents: read and write'.", exception);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.GitHubNotFound)
        {
            throw new SwarmException(
                ErrorCode.ArtifactMissingBundle, $"{exception.Message} A blob that no branch names is removed after a while: have the bundle stored again.", exception);
        }
    }

    [GeneratedRegex(@"^[0-9a-f]{40}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex IdPattern();
}
