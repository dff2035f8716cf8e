using Microsoft.Win32.SafeHandles;
using Swarm.Core.Errors;
using Swarm.Storage.Chunks;
using Swarm.Storage.Manifests;

namespace Swarm.Storage.Snapshots;

/// <summary>A file that is being restored: created by the first piece that arrives, finished by the last.</summary>
internal sealed class RestoredFile(ManifestEntry entry, string path) : IDisposable
{
    private readonly Lock _gate = new();
    private SafeFileHandle? _handle;
    private int _left = entry.Chunks.Count;

    public void Write(ReadOnlySpan<byte> plaintext, long offset)
    {
        if (offset + plaintext.Length > entry.Size)
        {
            throw ManifestCodec.Malformed();
        }

        RandomAccess.Write(Open(), plaintext, offset);
        if (Interlocked.Decrement(ref _left) == 0)
        {
            Finish();
        }
    }

    /// <summary>Checks the whole file, gives it its mode and time, and closes it.</summary>
    public void Finish()
    {
        var handle = Open();
        if (RandomAccess.GetLength(handle) != entry.Size || ContentDigest.Of(entry, handle) != entry.Content)
        {
            throw new SwarmException(ErrorCode.RestoreFailed, $"'{entry.Path}' is not what its manifest says: run 'swarm store check'.");
        }

        FileFinish.Apply(handle, entry);
        Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _handle?.Dispose();
        }
    }

    // CreateNew follows no link at the last name, and the folders above were made by this restore.
    private SafeFileHandle Open()
    {
        lock (_gate)
        {
            return _handle ??= File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.None, entry.Chunks.Count > 1 ? entry.Size : 0);
        }
    }
}
