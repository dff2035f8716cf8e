using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Backends.Bundles;

/// <summary>A bundle on its way out: one open file, held to its digest before anything of it leaves.</summary>
internal sealed class OutgoingBundle : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly SafeFileHandle _handle;

    private OutgoingBundle(string path, SafeFileHandle handle, long size, Digest digest) =>
        (Path, _handle, Size, Digest) = (path, handle, size, digest);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Its size in bytes.</summary>
    public long Size { get; }

    /// <summary>Its SHA-256.</summary>
    public Digest Digest { get; }

    /// <summary>What it is called in a store: by its content, so that the same bundle is there once.</summary>
    public string Name => $"{Digest.ToHex()}.age";

    /// <summary>Opens a bundle.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="expected">Its digest.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SwarmException">It cannot be read (<c>PATH_INVALID</c>) or has another digest (<c>BUNDLE_INVALID</c>).</exception>
    public static async Task<OutgoingBundle> OpenAsync(string path, Digest expected, CancellationToken cancellationToken)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
            var size = RandomAccess.GetLength(handle);
            await using var content = new FileSegment(handle, 0, size);
            var digest = new Digest(await SHA256.HashDataAsync(content, cancellationToken));
            if (digest != expected)
            {
                throw new SwarmException(ErrorCode.BundleInvalid, $"The bundle '{path}' has the digest {digest} and not {expected}: it has changed since it was made. Export it again.");
            }

            var bundle = new OutgoingBundle(path, handle, size, digest);
            handle = null;
            return bundle;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The bundle '{path}' cannot be read: {exception.Message}", exception);
        }
        finally
        {
            handle?.Dispose();
        }
    }

    /// <summary>Gives a part of it to read, at the same time as others.</summary>
    /// <param name="offset">Where the part begins.</param>
    /// <param name="length">How many bytes it has.</param>
    public Stream Read(long offset, long length) => new FileSegment(_handle, offset, length);

    /// <summary>Gives the whole of it to read.</summary>
    public Stream Read() => new BufferedStream(Read(0, Size), BufferBytes);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
