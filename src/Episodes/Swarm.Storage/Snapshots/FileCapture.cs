using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Storage.Chunks;
using Swarm.Storage.Manifests;
using Swarm.Storage.Packs;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Snapshots;

/// <summary>Reads one file into chunks. The segments of a large database are read side by side.</summary>
internal sealed class FileCapture
{
    /// <summary>Blocks of a database that one piece of work reads.</summary>
    private const int BlocksPerSegment = 256;

    /// <summary>A database up to this size is one chunk like any small file.</summary>
    internal const int SmallDatabase = 64 * 1024;

    /// <summary>What a database begins with (SQLite's file format, section 1.3.1).</summary>
    internal static ReadOnlySpan<byte> DatabaseMagic => "SQLite format 3\0"u8;

    private readonly ChunkWriter _chunks;
    private readonly string _fullPath;
    private readonly FileStatus _status;
    private readonly ManifestEntry _draft;
    private readonly ManifestEntry? _known;
    private ChunkReference[] _references = [];
    private Digest _content;
    private IReadOnlyList<Hole> _holes = [];
    private int _segmentsLeft;

    public FileCapture(ChunkWriter chunks, string fullPath, FileStatus status, ManifestEntry draft, ManifestEntry? known)
    {
        (_chunks, _fullPath, _status, _draft, _known) = (chunks, fullPath, status, draft, known);
    }

    /// <summary>The entry, once every piece of work is done; null where the file cannot be read.</summary>
    public ManifestEntry? Entry { get; private set; }

    /// <summary>Why the file cannot be read; null where it can.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The file's path in its tree.</summary>
    public string Name => _draft.Path.StartsWith(ManifestEntry.WorkspacePrefix, StringComparison.Ordinal) ? _draft.Path[ManifestEntry.WorkspacePrefix.Length..] : _draft.Path;

    /// <summary>The pieces of work that read the file, in any order and on any thread.</summary>
    public IEnumerable<Action> Work()
    {
        try
        {
            return Cut().Select(work => (Action)(() => Try(work)));
        }
        catch (UnauthorizedAccessException exception)
        {
            Refusal = Explain(exception);
            return [];
        }
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (UnauthorizedAccessException exception)
        {
            Refusal = Explain(exception);
        }
    }

    private static string Explain(UnauthorizedAccessException exception) => $"it cannot be read: {exception.InnerException?.Message ?? exception.Message}";

    private IEnumerable<Action> Cut()
    {
        if (_status.Size > SmallDatabase && IsDatabase())
        {
            var blocks = checked((int)ContentDigest.CountBlocks(_status.Size));
            _references = new ChunkReference[blocks];
            _segmentsLeft = (blocks + BlocksPerSegment - 1) / BlocksPerSegment;
            return Enumerable.Range(0, _segmentsLeft).Select(segment => (Action)(() => ReadSegment(segment)));
        }

        return [_status.Size <= ContentDigest.SmallFile ? ReadSmall : ReadLarge];
    }

    private bool IsDatabase()
    {
        using var handle = Open();
        Span<byte> magic = stackalloc byte[16];
        return RandomAccess.Read(handle, magic, 0) == magic.Length && magic.SequenceEqual(DatabaseMagic);
    }

    private void ReadSmall()
    {
        var size = (int)_status.Size;
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(size, 1));
        try
        {
            using (var handle = Open())
            {
                FindHoles(handle);
                ReadExactly(handle, buffer.AsSpan(0, size), 0);
            }

            _content = Digest.Compute(buffer.AsSpan(0, size));
            _references = size == 0 ? [] : [Reuse(0, _content) ?? _chunks.Put(RecordKind.Data, buffer.AsSpan(0, size), _content)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Complete();
    }

    private void ReadSegment(int segment)
    {
        var first = segment * BlocksPerSegment;
        var count = Math.Min(BlocksPerSegment, _references.Length - first);
        var offset = (long)first * ContentDigest.BlockSize;
        var length = (int)Math.Min((long)count * ContentDigest.BlockSize, _status.Size - offset);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            using (var handle = Open())
            {
                if (segment == 0)
                {
                    FindHoles(handle);
                }

                ReadExactly(handle, buffer.AsSpan(0, length), offset);
            }

            for (var index = 0; index < count; index++)
            {
                var start = index * ContentDigest.BlockSize;
                var block = buffer.AsSpan(start, Math.Min(ContentDigest.BlockSize, length - start));
                var digest = Digest.Compute(block);
                _references[first + index] = Reuse(first + index, digest) ?? _chunks.Put(RecordKind.Data, block, digest);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (Interlocked.Decrement(ref _segmentsLeft) == 0)
        {
            _content = _status.Size > ContentDigest.SmallFile
                ? ContentDigest.Combine(_status.Size, _references.Select(reference => reference.Digest))
                : HashWhole();
            Complete();
        }
    }

    private void ReadLarge()
    {
        using var handle = Open();
        FindHoles(handle);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 1);
        try
        {
            stream.Position = 0;
            (_references, _content) = LargeContent.Read(stream, _status.Size, _chunks);
        }
        catch (EndOfStreamException)
        {
            throw Changed();
        }

        Complete();
    }

    private Digest HashWhole()
    {
        using var stream = new FileStream(Open(), FileAccess.Read);
        return new Digest(SHA256.HashData(stream));
    }

    /// <summary>The parent's chunk at the same place, where it is the same: nothing need be looked up then.</summary>
    private ChunkReference? Reuse(int index, Digest digest) =>
        _known is not null && index < _known.Chunks.Count && _known.Chunks[index].Digest == digest ? _known.Chunks[index] : null;

    private void Complete()
    {
        if (FileStatus.Read(_fullPath) != _status)
        {
            throw Changed();
        }

        Entry = _draft with
        {
            Size = _status.Size,
            Content = _content,
            Holes = _holes,
            Chunks = _references,
            ListParts = ManifestWriter.WriteList(_chunks, _references, _known?.ListParts),
        };
    }

    private void FindHoles(SafeFileHandle handle) =>
        _holes = SparseFile.FindHoles(handle, _status.Size) is { Count: <= EntryExtras.MostHoles } holes ? holes : [];

    private SafeFileHandle Open()
    {
        try
        {
            return File.OpenHandle(_fullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Changed();
        }
        catch (IOException exception)
        {
            throw new UnauthorizedAccessException(exception.Message, exception);
        }
    }

    private void ReadExactly(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            var count = RandomAccess.Read(handle, destination, offset);
            if (count == 0)
            {
                throw Changed();
            }

            destination = destination[count..];
            offset += count;
        }
    }

    private SwarmException Changed() => new(
        ErrorCode.WorkspaceChanged,
        $"'{_draft.Path}' changed while it was read: stop what writes to it and try again.");
}
