using Swarm.Storage.Trees;

namespace Swarm.Engine.Trust;

/// <summary>
/// Files as they were before they were read, so that it can be told later whether one of them may have changed since. Where the system does not tell, or
/// tells of a change so shortly before the reading that another one could have the same time, each may have changed.
/// </summary>
internal sealed class ObservedFiles
{
    /// <summary>More than the steps in which file systems count time.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<(string Path, FileStatus Status)>? _files;

    private ObservedFiles(IReadOnlyList<(string Path, FileStatus Status)>? files) => _files = files;

    /// <summary>Looks at files and folders, before they are read. In a folder that has not changed no name was added, removed or given to another file.</summary>
    /// <param name="paths">The files and folders.</param>
    /// <param name="time">The clock.</param>
    public static ObservedFiles Observe(IReadOnlyCollection<string> paths, TimeProvider time)
    {
        var settled = (time.GetUtcNow() - Margin - DateTimeOffset.UnixEpoch).Ticks * 100;
        var files = new List<(string Path, FileStatus Status)>(paths.Count);
        foreach (var path in paths)
        {
            if (TryRead(path) is not { Kind: EntryKind.File or EntryKind.Directory, Identity: { } identity } status || identity.ChangedNanoseconds > settled)
            {
                return new ObservedFiles(files: null);
            }

            files.Add((path, status));
        }

        return new ObservedFiles(files);
    }

    /// <summary>Whether none of them was written, replaced or removed since.</summary>
    public bool AreUnchanged()
    {
        foreach (var (path, status) in _files ?? [])
        {
            if (TryRead(path) is not { } now || now.Kind != status.Kind || now.Identity != status.Identity)
            {
                return false;
            }
        }

        return _files is not null;
    }

    private static FileStatus? TryRead(string path)
    {
        try
        {
            return FileStatus.Read(path);
        }
        catch (IOException)
        {
            // What cannot be examined may have changed.
            return null;
        }
    }
}
