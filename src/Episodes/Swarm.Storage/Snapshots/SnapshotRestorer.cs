using System.Buffers;
using Swarm.Core.Concurrency;
using Swarm.Core.Errors;
using Swarm.Storage.Chunks;
using Swarm.Storage.Manifests;
using Swarm.Storage.Packs;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Snapshots;

/// <summary>
/// Puts a snapshot down in folders that are new, verifying every chunk. Files are written through handles to files that
/// it creates itself; links come last, so that none is ever followed.
/// </summary>
internal sealed class SnapshotRestorer(ChunkReader chunks, PackReader packs)
{
    private const int MostGroupBytes = 4 * 1024 * 1024;

    /// <summary>Restores the workspace and, where a place is given, the state.</summary>
    /// <param name="manifest">What to restore.</param>
    /// <param name="workspaceFolder">A folder that is there and empty; null to restore no workspace.</param>
    /// <param name="stateFile">Where the state goes; null to restore none.</param>
    /// <param name="cancellationToken">Ends the restore.</param>
    public RestoredTree Restore(Manifest manifest, string? workspaceFolder, string? stateFile, CancellationToken cancellationToken)
    {
        var placed = Place(manifest, workspaceFolder, stateFile);
        var withoutAttributes = new HashSet<string>(StringComparer.Ordinal);
        var identities = new Dictionary<string, FileIdentity>(StringComparer.Ordinal);
        try
        {
            foreach (var (_, path) in placed.Where(item => item.Entry.Kind == EntryKind.Directory))
            {
                Directory.CreateDirectory(path);
            }

            WriteFiles(placed, withoutAttributes, cancellationToken);
            WriteOtherNames(placed);
            foreach (var (entry, path) in placed.Where(item => item.Entry.Kind == EntryKind.Link))
            {
                File.CreateSymbolicLink(path, entry.LinkTarget!);
                FileFinish.Apply(path, entry);
            }

            // Before folders have their modes, which may keep everybody out.
            foreach (var (entry, path) in placed)
            {
                if (entry.Kind == EntryKind.File && FileStatus.Read(path)?.Identity is { } identity)
                {
                    identities[entry.Path] = identity;
                }
            }

            // Deepest first, because a folder's time changes with what is put into it.
            foreach (var (entry, path) in placed.Where(item => item.Entry.Kind == EntryKind.Directory).Reverse())
            {
                FinishFolder(path, entry);
            }

            if (workspaceFolder is not null && manifest.Folder is { } folder)
            {
                FinishFolder(workspaceFolder, folder);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.RestoreFailed, $"The snapshot cannot be restored to '{workspaceFolder ?? stateFile}': {exception.Message}", exception);
        }

        return new RestoredTree(manifest, identities) { WithoutAttributes = withoutAttributes };

        void FinishFolder(string path, ManifestEntry entry)
        {
            if (!FileFinish.Apply(path, entry))
            {
                withoutAttributes.Add(entry.Path);
            }
        }
    }

    private static List<(ManifestEntry Entry, string Path)> Place(Manifest manifest, string? workspaceFolder, string? stateFile)
    {
        var placed = new List<(ManifestEntry, string)>();
        foreach (var entry in manifest.Entries)
        {
            if (string.Equals(entry.Path, ManifestEntry.StatePath, StringComparison.Ordinal) && entry.Kind == EntryKind.File)
            {
                if (stateFile is not null)
                {
                    placed.Add((entry, stateFile));
                }
            }
            else if (entry.Path.StartsWith(ManifestEntry.WorkspacePrefix, StringComparison.Ordinal))
            {
                var relative = entry.Path[ManifestEntry.WorkspacePrefix.Length..];
                if (relative.Split('/').Any(name => name is "" or "." or "..") || (OperatingSystem.IsWindows() && PathRules.Refuse(relative) is not null))
                {
                    throw PathRules.Refusal(ErrorCode.RestoreFailed, "snapshot", entry.Path, "this machine has no such name");
                }

                if (entry.Kind == EntryKind.Link && PathRules.RefuseTarget(entry.LinkTarget!) is { } reason)
                {
                    throw PathRules.Refusal(ErrorCode.RestoreFailed, "snapshot", entry.Path, reason);
                }

                if (workspaceFolder is not null)
                {
                    placed.Add((entry, Path.Combine(workspaceFolder, relative.Replace('/', Path.DirectorySeparatorChar))));
                }
            }
            else
            {
                throw ManifestCodec.Malformed();
            }
        }

        return placed;
    }

    /// <summary>Gives files their other names; where the file system has no such names, each is a file of its own.</summary>
    private static void WriteOtherNames(List<(ManifestEntry Entry, string Path)> placed)
    {
        if (!placed.Exists(item => item.Entry.HardLinkOf is not null))
        {
            return;
        }

        var paths = placed.ToDictionary(item => item.Entry.Path, item => item.Path, StringComparer.Ordinal);
        foreach (var (entry, path) in placed.Where(item => item.Entry.HardLinkOf is not null))
        {
            var first = paths[entry.HardLinkOf!];
            if (!HardLinks.TryCreate(first, path))
            {
                File.Copy(first, path);
                FileFinish.Apply(path, entry);
            }
        }
    }

    private void WriteFiles(List<(ManifestEntry Entry, string Path)> placed, HashSet<string> withoutAttributes, CancellationToken cancellationToken)
    {
        var pieces = new List<RestorePiece>();
        var files = new List<RestoredFile>();
        foreach (var (entry, path) in placed.Where(item => item.Entry is { Kind: EntryKind.File, HardLinkOf: null }))
        {
            var file = new RestoredFile(entry, path);
            files.Add(file);
            if (entry.Chunks.Count == 0)
            {
                file.Finish();
            }

            var offset = 0L;
            foreach (var chunk in entry.Chunks)
            {
                pieces.Add(new RestorePiece(chunks.Locate(chunk.Id), chunk, file, offset));
                offset += chunk.Length;
            }
        }

        // In the order of the packs, so that neighbours are read together.
        pieces.Sort(static (left, right) => string.CompareOrdinal(left.Location.Pack, right.Location.Pack) is not 0 and var order
            ? order
            : left.Location.Offset.CompareTo(right.Location.Offset));
        try
        {
            AllCores.ForEach(Group(pieces), group => WriteGroup(pieces, group), cancellationToken);
        }
        finally
        {
            foreach (var file in files)
            {
                file.Dispose();
            }
        }

        withoutAttributes.UnionWith(files.Where(file => !file.HasAttributes).Select(file => file.Entry.Path));
    }

    /// <summary>Joins neighbours in a pack into reads of a few megabytes.</summary>
    private static IEnumerable<Range> Group(List<RestorePiece> pieces)
    {
        for (var start = 0; start < pieces.Count;)
        {
            var end = start + 1;
            var first = pieces[start].Location;
            while (end < pieces.Count && string.Equals(pieces[end].Location.Pack, first.Pack, StringComparison.Ordinal)
                && pieces[end].Location.Offset + pieces[end].Location.Length - first.Offset <= MostGroupBytes
                && pieces[end].Location.Offset <= pieces[end - 1].Location.Offset + pieces[end - 1].Location.Length)
            {
                end++;
            }

            yield return start..end;
            start = end;
        }
    }

    private void WriteGroup(List<RestorePiece> pieces, Range group)
    {
        var first = pieces[group.Start].Location;
        var last = pieces[group.End.Value - 1].Location;
        var length = (int)(last.Offset + last.Length - first.Offset);
        var records = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            packs.Read(first.Pack, first.Offset, records.AsSpan(0, length));
            for (var index = group.Start.Value; index < group.End.Value; index++)
            {
                var piece = pieces[index];
                var record = records.AsSpan((int)(piece.Location.Offset - first.Offset), piece.Location.Length);
                var plaintext = ArrayPool<byte>.Shared.Rent(piece.Chunk.Length);
                try
                {
                    ChunkReader.Open(first.Pack, record, RecordKind.Data, piece.Chunk, plaintext.AsSpan(0, piece.Chunk.Length));
                    piece.File.Write(plaintext.AsSpan(0, piece.Chunk.Length), piece.Offset);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(plaintext);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(records);
        }
    }

    private readonly record struct RestorePiece(RecordLocation Location, ChunkReference Chunk, RestoredFile File, long Offset);
}
