using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Swarm.Core.Errors;

namespace Swarm.Backends.Bundles.S3;

/// <summary>
/// Puts one bundle into S3: a small one at once, a large one in parts. It appears only where nothing of its name is, and
/// only once it is whole.
/// </summary>
internal sealed class S3Upload(AmazonS3Client client, BundleStoreOptions options, S3Location location, OutgoingBundle bundle)
{
    private const int MostParts = 9000;
    private const int SideBySide = 4;
    private const string IfNothingIsThere = "*";
    private const string ContentType = "application/octet-stream";

    /// <summary>Does it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Of a large one it is only said at its end that it is there already.
        if (bundle.Size > options.PartBytes && await FindSizeAsync(cancellationToken) == bundle.Size)
        {
            return;
        }

        try
        {
            await SendAsync(IfNothingIsThere, cancellationToken);
        }
        catch (AmazonS3Exception refusal) when (refusal.StatusCode is HttpStatusCode.PreconditionFailed)
        {
            await RequireSameAsync(cancellationToken);
        }
        catch (AmazonS3Exception refusal) when (refusal.StatusCode is HttpStatusCode.NotImplemented)
        {
            // This server knows no conditions. The name is the content's digest, so that what is replaced is the same.
            await SendAsync(condition: null, cancellationToken);
        }
    }

    private Task SendAsync(string? condition, CancellationToken cancellationToken) =>
        bundle.Size > options.PartBytes ? SendPartsAsync(condition, cancellationToken) : SendWholeAsync(condition, cancellationToken);

    private async Task SendWholeAsync(string? condition, CancellationToken cancellationToken)
    {
        await using var content = bundle.Read(0, bundle.Size);
        var request = new PutObjectRequest
        {
            BucketName = location.Bucket,
            Key = location.Key,
            InputStream = content,
            AutoCloseStream = false,
            ContentType = ContentType,
            UseChunkEncoding = false,
            IfNoneMatch = condition,
        };
        await client.PutObjectAsync(request, cancellationToken);
    }

    private async Task SendPartsAsync(string? condition, CancellationToken cancellationToken)
    {
        var begin = new InitiateMultipartUploadRequest { BucketName = location.Bucket, Key = location.Key, ContentType = ContentType };
        var upload = (await client.InitiateMultipartUploadAsync(begin, cancellationToken)).UploadId;
        try
        {
            var size = Math.Max(options.PartBytes, (bundle.Size + MostParts - 1) / MostParts);
            var parts = new PartETag[(bundle.Size + size - 1) / size];
            var limits = new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, parts.Length, limits, async (index, token) =>
                parts[index] = await SendPartAsync(upload, index, index * size, Math.Min(size, bundle.Size - (index * size)), token));
            var end = new CompleteMultipartUploadRequest
            {
                BucketName = location.Bucket,
                Key = location.Key,
                UploadId = upload,
                PartETags = [.. parts],
                IfNoneMatch = condition,
            };
            await client.CompleteMultipartUploadAsync(end, cancellationToken);
        }
        catch
        {
            await AbandonAsync(upload);
            throw;
        }
    }

    private async Task<PartETag> SendPartAsync(string upload, int index, long offset, long size, CancellationToken cancellationToken)
    {
        await using var content = bundle.Read(offset, size);
        var request = new UploadPartRequest
        {
            BucketName = location.Bucket,
            Key = location.Key,
            UploadId = upload,
            PartNumber = index + 1,
            PartSize = size,
            InputStream = content,
            UseChunkEncoding = false,
        };
        return new PartETag(index + 1, (await client.UploadPartAsync(request, cancellationToken)).ETag);
    }

    // Parts that belong to nothing cost money until they are removed. Whoever cancelled does not wait long for it.
    private async Task AbandonAsync(string upload)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            await client.AbortMultipartUploadAsync(location.Bucket, location.Key, upload, patience.Token);
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException or SwarmException)
        {
            // The first failure is the one to report; a rule of the bucket can remove what is left.
        }
    }

    private async Task<long?> FindSizeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetObjectMetadataAsync(location.Bucket, location.Key, cancellationToken)).ContentLength;
        }
        catch (AmazonS3Exception refusal) when (refusal.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            // S3 answers 403 to who may not list the bucket; whether it may be written to is seen next.
            return null;
        }
    }

    private async Task RequireSameAsync(CancellationToken cancellationToken)
    {
        var there = (await client.GetObjectMetadataAsync(location.Bucket, location.Key, cancellationToken)).ContentLength;
        if (there != bundle.Size)
        {
            throw new SwarmException(
                ErrorCode.BundleStoreRejected,
                $"{location} is there already with {there} bytes, where the bundle of that digest has {bundle.Size}: somebody put another file there. Remove it, or use another prefix.");
        }
    }
}
