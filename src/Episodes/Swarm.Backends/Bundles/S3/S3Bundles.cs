using Amazon.Runtime;
using Amazon.S3;
using Swarm.Backends.Http;

namespace Swarm.Backends.Bundles.S3;

/// <summary>S3, and servers that speak its protocol: <c>s3://bucket/prefix</c>.</summary>
/// <param name="options">How stores are reached.</param>
internal sealed class S3Bundles(BundleStoreOptions options) : IBundleScheme
{
    /// <inheritdoc/>
    public async Task<string> PutAsync(BundleAddress store, OutgoingBundle bundle, CancellationToken cancellationToken)
    {
        var location = S3Location.Read(store).Append(bundle.Name);
        await UseAsync(location, client => new S3Upload(client, options, location, bundle).RunAsync(cancellationToken), cancellationToken);
        return location.ToString();
    }

    /// <inheritdoc/>
    public async Task<DownloadedFile> GetAsync(BundleAddress locator, IncomingBundle bundle, CancellationToken cancellationToken)
    {
        var location = S3Location.Read(locator);
        if (location.Key.Length == 0)
        {
            throw locator.Refuse("it names a bucket and no bundle in it. Give the locator that was returned when the bundle was stored");
        }

        DownloadedFile? stored = null;
        await UseAsync(location, async client => stored = await GetAsync(client, location, bundle, cancellationToken), cancellationToken);
        return stored!;
    }

    // The client repeats what fails before the body; a body that breaks off is begun anew here.
    private async Task<DownloadedFile> GetAsync(AmazonS3Client client, S3Location location, IncomingBundle bundle, CancellationToken cancellationToken)
    {
        var pipeline = Repetition.Create<DownloadedFile>(options.Time, options.Attempts, static outcome => outcome.Exception is BrokenSourceException);
        return await pipeline.ExecuteAsync(
            async token =>
            {
                using var answer = await client.GetObjectAsync(location.Bucket, location.Key, token);
                bundle.RequireSize(answer.ContentLength);
                return await bundle.TakeAsync(answer.ResponseStream, token);
            },
            cancellationToken);
    }

    private async Task UseAsync(S3Location location, Func<AmazonS3Client, Task> action, CancellationToken cancellationToken)
    {
        try
        {
            using var client = S3Connection.Open(options);
            await action(client);
        }
        catch (Exception exception) when (
            !cancellationToken.IsCancellationRequested
            && exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException)
        {
            throw S3Failures.Explain(exception, location);
        }
    }
}
