using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Storage.Trees;

namespace Swarm.Backends.Archives;

/// <summary>
/// Takes the files out of a zip from elsewhere. All its names are checked before a byte is written; the files go into a
/// new folder beside the destination, which gets its name once all are whole and flushed.
/// </summary>
/// <param name="name">What the archive is, for messages: "artifact 'swarm-run-1' of run 5".</param>
/// <param name="limits">What bounds it; null for the usual limits.</param>
public sealed class ArtifactArchive(string name, ArchiveLimits? limits = null)
{
    private const int MostQuoted = 200;
    private const int FileTypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Folder = 0x4000;

    private readonly ArchiveLimits _limits = limits ?? new ArchiveLimits();

    /// <summary>Takes out the files.</summary>
    /// <param name="archivePath">The zip.</param>
    /// <param name="destination">The folder to make; nothing may be there.</param>
    /// <param name="expected">The only files that are taken, and that it may hold unless the limits allow others; null for whatever is within the limits.</param>
    /// <param name="cancellationToken">Ends it and leaves nothing.</param>
    /// <exception cref="SwarmException">
    /// It is damaged, too large, or holds what it may not (<c>ARTIFACT_ARCHIVE_INVALID</c>); an expected file is missing (the code that
    /// <see cref="ArchiveFile.Missing"/> names); the zip cannot be read or the folder not written (<c>PATH_INVALID</c>).
    /// </exception>
    public async Task<IReadOnlyList<ExtractedFile>> ExtractAsync(
        string archivePath, string destination, IReadOnlyList<ArchiveFile>? expected = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(archivePath);
        ArgumentException.ThrowIfNullOrEmpty(destination);
        if (Path.Exists(destination))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{destination}' is there already, and nothing is overwritten: name a new folder.");
        }

        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(destination));
        var temporary = $"{place}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using var stream = new FileStream(archivePath, FileMode.Open, FileAccess.Read, FileShare.Read);
            var files = await ExtractAsync(stream, temporary, expected, cancellationToken);
            Directory.Move(temporary, place);
            DirectoryFlush.Flush(Path.GetDirectoryName(place)!);
            return [.. files.Select(file => file with { Path = Path.Combine(place, Path.GetRelativePath(temporary, file.Path)) })];
        }
        catch (InvalidDataException exception)
        {
            throw Refuse($"it is damaged ({exception.Message.TrimEnd('.')})");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(
                ErrorCode.PathInvalid,
                $"The {name} cannot be taken from '{archivePath}' to '{destination}': "
                + $"{exception.Message} See that the one can be read and the other written.", exception);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private async Task<List<ExtractedFile>> ExtractAsync(
        FileStream stream, string folder, IReadOnlyList<ArchiveFile>? expected, CancellationToken cancellationToken)
    {
        if (stream.Length > _limits.ArchiveBytes)
        {
            throw Refuse($"it has {stream.Length} bytes, and at most {_limits.ArchiveBytes} are taken");
        }

        if (ZipDirectory.Refuse(stream, _limits.Entries) is { } reason)
        {
            throw Refuse(reason);
        }

        stream.Position = 0;
        await using var archive = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        var entries = Check(archive, expected);
        DurableFile.CreateDirectory(folder);
        var files = new List<ExtractedFile>(entries.Count);
        var left = _limits.TotalBytes;
        foreach (var (entry, most) in entries)
        {
            var file = await WriteAsync(entry, folder, Math.Min(most, left), cancellationToken);
            left -= file.Size;
            files.Add(file);
        }

        foreach (var made in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Append(folder))
        {
            DirectoryFlush.Flush(made);
        }

        return files;
    }

    private List<(ZipArchiveEntry Entry, long Most)> Check(ZipArchive archive, IReadOnlyList<ArchiveFile>? expected)
    {
        var files = new List<(ZipArchiveEntry Entry, long Most)>();
        var others = new List<string>();
        foreach (var entry in archive.Entries)
        {
            var isFolder = entry.FullName.EndsWith('/');
            var path = isFolder ? entry.FullName[..^1] : entry.FullName;
            if (PathRules.Refuse(path) is { } reason)
            {
                throw RefusePath(path, reason);
            }

            var type = (entry.ExternalAttributes >> 16) & FileTypeMask;
            if (type != 0 && type != (isFolder ? Folder : RegularFile))
            {
                throw RefusePath(path, "it is a link, a device or the like, and only files are taken");
            }

            if (isFolder)
            {
                others.Add(path);
                continue;
            }

            var known = expected?.FirstOrDefault(file => file.Name == path);
            if (expected is not null && known is null)
            {
                if (_limits.PassOverOthers)
                {
                    others.Add(path);
                    continue;
                }

                throw RefusePath(path, "no such file is expected in it");
            }

            files.Add((entry, known?.MostBytes ?? long.MaxValue));
        }

        RequireDistinct([.. files.Select(file => file.Entry.FullName)], others);
        RequireSizes(files);
        foreach (var missing in expected ?? [])
        {
            if (missing.Missing is { } code && !files.Exists(file => file.Entry.FullName == missing.Name))
            {
                throw new SwarmException(code, $"The {name} has no file '{missing.Name}': see the run's log for the step that should have written it, and run the step again.");
            }
        }

        return files;
    }

    // Two entries of one name, or names that one file system takes for one, or a file that is a folder to another. What is not taken
    // may clash among itself, and not with what is.
    private void RequireDistinct(string[] paths, List<string> others)
    {
        var folders = paths.SelectMany(ParentsOf).Distinct(StringComparer.Ordinal).ToArray();
        if (PathRules.FindClash(paths.Concat(folders)) is var (first, second))
        {
            throw RefusePath(second, $"it is there twice, is file and folder, or differs from '{first}' only in case");
        }

        var files = new HashSet<string>(paths, StringComparer.OrdinalIgnoreCase);
        if (others.Find(path => files.Contains(path) || ParentsOf(path).Any(files.Contains)) is { } other)
        {
            throw RefusePath(other, "a part of it is a file");
        }
    }

    private static IEnumerable<string> ParentsOf(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }

    // What the directory says is refused before anything is unpacked; what is unpacked is counted all the same.
    private void RequireSizes(List<(ZipArchiveEntry Entry, long Most)> files)
    {
        var left = _limits.TotalBytes;
        var (size, packed) = (files.Sum(file => (decimal)file.Entry.Length), files.Sum(file => (decimal)file.Entry.CompressedLength));
        if (size > 2 * _limits.RatioFreeBytes && size / _limits.Ratio > packed)
        {
            throw Refuse($"its files are packed more than {_limits.Ratio} times smaller than they are");
        }

        foreach (var (entry, most) in files)
        {
            if (entry.Length > most || entry.Length > left)
            {
                throw TooLarge(entry, Math.Min(most, left));
            }

            if (entry.Length > _limits.RatioFreeBytes && entry.Length / _limits.Ratio > entry.CompressedLength)
            {
                throw RefusePath(entry.FullName, $"it is packed more than {_limits.Ratio} times smaller than it is");
            }

            left -= entry.Length;
        }
    }

    private async Task<ExtractedFile> WriteAsync(ZipArchiveEntry entry, string folder, long most, CancellationToken cancellationToken)
    {
        var path = Path.Combine([folder, .. entry.FullName.Split('/')]);
        DurableFile.CreateDirectory(Path.GetDirectoryName(path)!);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = await entry.OpenAsync(cancellationToken);
        await using var target = DurableFile.Create(path);
        var buffer = new byte[128 * 1024];
        var checksum = new Crc32();
        long size = 0;
        for (int count; (count = await source.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            size += count;
            if (size > most || size > entry.Length)
            {
                throw TooLarge(entry, Math.Min(most, entry.Length));
            }

            checksum.Append(buffer.AsSpan(0, count));
            hash.AppendData(buffer, 0, count);
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        if (size != entry.Length || checksum.GetCurrentHashAsUInt32() != entry.Crc32)
        {
            throw RefusePath(entry.FullName, "its content is damaged or cut short");
        }

        FileFlush.Flush(target);
        return new ExtractedFile(entry.FullName, path, size, new Digest(hash.GetHashAndReset()));
    }

    private SwarmException TooLarge(ZipArchiveEntry entry, long most) =>
        RefusePath(entry.FullName, $"it has more than {most} bytes, which is the most that is taken");

    private SwarmException RefusePath(string path, string reason) =>
        Refuse($"its path '{(path.Length <= MostQuoted ? path : path[..MostQuoted] + "…")}' cannot be used: {reason}");

    private SwarmException Refuse(string reason) => new(
        ErrorCode.ArtifactArchiveInvalid, $"The {name} is refused: {reason}. Fetch it again; where it stays so, do not use it and run the step again.");
}
