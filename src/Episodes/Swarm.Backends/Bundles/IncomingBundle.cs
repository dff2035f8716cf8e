using System.Security.Cryptography;
using Swarm.Backends.Http;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Backends.Bundles;

/// <summary>A bundle on its way in: bounded while it comes, held to its digest, and at its path whole or not at all.</summary>
/// <param name="locator">Where it comes from.</param>
/// <param name="destination">The file to make; nothing may be there.</param>
/// <param name="limit">The most bytes to take.</param>
/// <param name="expected">The digest that it has to have, where it is known.</param>
/// <param name="patience">How long a source may give nothing.</param>
internal sealed class IncomingBundle(BundleAddress locator, string destination, long limit, Digest? expected, TimeSpan patience)
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>The file to make.</summary>
    public string Destination { get; } = destination;

    /// <summary>The most bytes to take.</summary>
    public long Limit { get; } = limit;

    /// <summary>Gives a path beside the destination where nothing is, for what is not yet whole.</summary>
    public string Beside() => $"{Destination}.{Guid.NewGuid():N}.tmp";

    /// <summary>Takes it from a stream.</summary>
    /// <param name="source">Its content.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <exception cref="BrokenSourceException">The source fails or gives nothing for too long.</exception>
    /// <exception cref="SwarmException">It is refused (<c>ARTIFACT_BUNDLE_INVALID</c>), or cannot be written (<c>PATH_INVALID</c>).</exception>
    public async Task<DownloadedFile> TakeAsync(Stream source, CancellationToken cancellationToken)
    {
        var temporary = Beside();
        try
        {
            var (size, digest) = await CopyAsync(source, temporary, cancellationToken);
            return Keep(temporary, size, digest);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException || exception is IOException and not BrokenSourceException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{Destination}' cannot be written: {exception.Message} Name another place, or make room there.", exception);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Takes a file that is beside the destination already, and is flushed.</summary>
    /// <param name="file">The file; it is moved.</param>
    /// <param name="size">Its size.</param>
    /// <param name="digest">Its digest.</param>
    /// <exception cref="SwarmException">It has another digest than it has to (<c>ARTIFACT_BUNDLE_INVALID</c>).</exception>
    public DownloadedFile Keep(string file, long size, Digest digest)
    {
        if (expected is { } known && known != digest)
        {
            throw new SwarmException(
                ErrorCode.ArtifactBundleInvalid,
                $"What lies at '{locator}' has the digest {digest} and not {known}: it is another file, or was changed there. Do not use it; have the bundle stored again.");
        }

        File.Move(file, Destination);
        DirectoryFlush.Flush(Path.GetDirectoryName(Destination)!);
        return new DownloadedFile(Destination, size, digest);
    }

    /// <summary>Refuses what says of itself that it is too large.</summary>
    /// <param name="size">The size in bytes; null where it does not say.</param>
    public void RequireSize(long? size)
    {
        if (size > Limit)
        {
            throw TooLarge();
        }
    }

    private async Task<(long Size, Digest Digest)> CopyAsync(Stream source, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var target = DurableFile.Create(path, bufferSize: 0);
        var buffer = new byte[BufferBytes];
        long size = 0;
        for (int count; (count = await ReadAsync(source, buffer, cancellationToken)) > 0;)
        {
            size += count;
            RequireSize(size);
            hash.AppendData(buffer, 0, count);
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        FileFlush.Flush(target);
        return (size, new Digest(hash.GetHashAndReset()));
    }

    // A source that breaks must not be taken for a disk that fails.
    private async ValueTask<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stalled.CancelAfter(patience);
        try
        {
            return await source.ReadAsync(buffer, stalled.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokenSourceException($"nothing came for {patience.TotalSeconds:0.###} s", inner: null);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new BrokenSourceException(exception.Message.TrimEnd('.'), exception);
        }
    }

    private SwarmException TooLarge() => new(
        ErrorCode.ArtifactBundleInvalid,
        $"What lies at '{locator}' has more than {Limit} bytes, which is the most that is taken: it is not the bundle, or the limit (output_limit_bytes) is set too low.");
}
