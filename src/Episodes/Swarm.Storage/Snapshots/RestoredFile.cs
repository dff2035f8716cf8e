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

    /// <summary>The file's entry.</summary>
    public ManifestEntry Entry => entry;

    /// <summary>Whether its extended attributes could be set; true where it has none.</summary>
    public bool HasAttributes { get; private set; } = true;

    public void Write(ReadOnlySpan<byte> plaintext, long offset)
    {
        if (offset + plaintext.Length > entry.Size)
        {
            throw ManifestCodec.Malformed();
        }

        WriteData(plaintext, offset);
        if (Interlocked.Decrement(ref _left) == 0)
        {
            Finish();
        }
    }

    /// <summary>Checks the whole file, gives it its mode and time, and closes it.</summary>
    public void Finish()
    {
        var handle = Open();
        if (entry.Holes.Count > 0)
        {
            RandomAccess.SetLength(handle, entry.Size);
        }

        if (RandomAccess.GetLength(handle) != entry.Size || ContentDigest.Of(entry, handle) != entry.Content)
        {
            throw new SwarmException(ErrorCode.RestoreFailed, $"'{entry.Path}' is not what its manifest says: run 'swarm store check'.");
        }

        HasAttributes = FileFinish.Apply(handle, entry);
        Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _handle?.Dispose();
        }
    }

    /// <summary>Writes what does not lie in holes; the digest of the finished file tells whether those were zeros.</summary>
    private void WriteData(ReadOnlySpan<byte> plaintext, long offset)
    {
        var (start, end) = (offset, offset + plaintext.Length);
        foreach (var hole in entry.Holes.SkipWhile(hole => hole.Offset + hole.Length <= start).TakeWhile(hole => hole.Offset < end))
        {
            if (hole.Offset > start)
            {
                RandomAccess.Write(Open(), plaintext[(int)(start - offset)..(int)(hole.Offset - offset)], start);
            }

            start = Math.Min(end, hole.Offset + hole.Length);
        }

        RandomAccess.Write(Open(), plaintext[(int)(start - offset)..], start);
    }

    // CreateNew follows no link at the last name, and the folders above were made by this restore.
    private SafeFileHandle Open()
    {
        lock (_gate)
        {
            return _handle ??= File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.None, entry.Chunks.Count > 1 && entry.Holes.Count == 0 ? entry.Size : 0);
        }
    }
}
