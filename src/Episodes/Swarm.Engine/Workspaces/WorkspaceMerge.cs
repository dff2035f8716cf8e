using System.Globalization;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Storage.Stores;
using Swarm.Storage.Trees;

namespace Swarm.Engine.Workspaces;

/// <summary>Makes changes in a folder: what is new is written aside first, then everything is moved, and moved back where one move fails.</summary>
internal sealed class WorkspaceMerge
{
    private const int MostNamed = 8;

    private readonly string _folder;
    private readonly string _aside;
    private readonly Stack<Action> _undo = new();
    private int _count;

    private WorkspaceMerge(string folder)
    {
        _folder = folder;
        _aside = Path.Combine(folder, $".swarm-merge-{Guid.NewGuid():N}");
    }

    /// <summary>Refuses a folder that is not, in what is to be changed, as the changes take it to be.</summary>
    public static void Check(string folder, IReadOnlyList<WorkspaceChange> changes, CancellationToken cancellationToken)
    {
        var going = changes.Where(change => change.After is null).Select(change => change.Path).ToHashSet(StringComparer.Ordinal);
        var conflicts = new List<string>();
        foreach (var change in changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FindConflict(folder, change, going) is { } conflict)
            {
                conflicts.Add($"'{change.Path}' {conflict}");
            }
        }

        if (conflicts.Count > 0)
        {
            throw new SwarmException(
                ErrorCode.WorkspaceConflict,
                $"'{folder}' is not as in the base, and nothing was changed: {string.Join(", ", conflicts.Take(MostNamed))}{(conflicts.Count > MostNamed ? $" and {conflicts.Count - MostNamed} more" : string.Empty)}. "
                    + "Put it back first, name another base, or export a patch and merge it with 'git apply --3way'.");
        }
    }

    /// <summary>Makes the changes.</summary>
    /// <param name="folder">The folder, which was checked.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="kept">Folders that stay where nothing is left in them.</param>
    /// <param name="cancellationToken">Ends it; what was changed until then is taken back.</param>
    public static void Apply(string folder, IReadOnlyList<WorkspaceChange> changes, IReadOnlySet<string> kept, CancellationToken cancellationToken)
    {
        var merge = new WorkspaceMerge(folder);
        try
        {
            merge.Run(changes, kept, cancellationToken);
        }
        catch (Exception exception)
        {
            merge.TakeBack(exception);
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw new SwarmException(ErrorCode.PathInvalid, $"The changes cannot be made in '{folder}', and nothing was changed: {exception.Message}", exception);
            }

            throw;
        }

        TreeRemoval.TryRemove(merge._aside);
    }

    private static string? FindConflict(string folder, WorkspaceChange change, HashSet<string> going)
    {
        if (change.After is not null && PathRules.RefuseHere(change.Path, Path.Combine(folder, change.Path), OperatingSystem.IsWindows()) is { } reason)
        {
            return $"cannot be there: {reason}";
        }

        for (var slash = change.Path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = change.Path.IndexOf('/', slash + 1))
        {
            var parent = change.Path[..slash];
            if (FileStatus.Read(Path.Combine(folder, parent)) is not { } status)
            {
                return change.Before is null ? null : "is gone";
            }

            if (status.Kind != EntryKind.Directory)
            {
                return change.Before is not null ? "is gone" : going.Contains(parent) ? null : $"would lie in '{parent}', which is no folder";
            }
        }

        var full = Path.Combine(folder, change.Path);
        return (FileStatus.Read(full), change.Before) switch
        {
            (null, null) => null,
            (null, _) => "is gone",
            ({ Kind: EntryKind.Directory }, null) => HoldsOnly(full, change.Path, going) ? null : "is a folder",
            ({ Kind: EntryKind.Directory or EntryKind.Special }, _) => "is no file",
            (_, null) => "is there already",
            var (status, before) => WorkspaceTree.Of(change.Path, full, status.Value).IsSameAs(before) ? null : "was changed",
        };
    }

    private static bool HoldsOnly(string full, string path, HashSet<string> going) =>
        new DirectoryInfo(full).EnumerateFileSystemInfos().All(info => info is DirectoryInfo { LinkTarget: null }
            ? HoldsOnly(info.FullName, $"{path}/{info.Name}", going)
            : going.Contains($"{path}/{info.Name}"));

    private void Run(IReadOnlyList<WorkspaceChange> changes, IReadOnlySet<string> kept, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_aside);
        var written = changes.Select(change => change.After).OfType<WorkspaceFile>().Select(file => (File: file, Aside: Write(file, cancellationToken))).ToArray();
        foreach (var file in changes.Select(change => change.Before).OfType<WorkspaceFile>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            TakeAway(file);
        }

        foreach (var path in changes.Where(change => change.After is null).Select(change => change.Path))
        {
            RemoveEmptyParents(path, kept);
        }

        foreach (var folder in written.Select(item => FullPath(item.File.Path)).Where(Directory.Exists))
        {
            RemoveEmptyFolders(folder);
        }

        foreach (var (file, aside) in written)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CreateParents(file.Path);
            Place(file, aside);
        }
    }

    private string? Write(WorkspaceFile file, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (file.IsLink)
        {
            return null;
        }

        var path = NextAside();
        using (var content = file.Open())
        using (var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            content.CopyTo(output);
        }

        // Who may read it may execute it, as git does.
        if (!OperatingSystem.IsWindows() && file.IsExecutable == true)
        {
            var mode = File.GetUnixFileMode(path);
            File.SetUnixFileMode(path, mode | (UnixFileMode)(((int)mode & 0b100_100_100) >> 2));
        }

        return path;
    }

    // A link to a folder cannot be moved as a file: links are made anew.
    private void TakeAway(WorkspaceFile file)
    {
        var path = FullPath(file.Path);
        if (file.IsLink)
        {
            var target = new FileInfo(path).LinkTarget!;
            File.Delete(path);
            _undo.Push(() => File.CreateSymbolicLink(path, target));
        }
        else
        {
            Move(path, NextAside());
        }
    }

    private void Place(WorkspaceFile file, string? aside)
    {
        var path = FullPath(file.Path);
        if (aside is null)
        {
            File.CreateSymbolicLink(path, Encoding.UTF8.GetString(file.ReadAll()));
            _undo.Push(() => File.Delete(path));
        }
        else
        {
            Move(aside, path);
        }
    }

    private void Move(string from, string to)
    {
        File.Move(from, to, overwrite: false);
        _undo.Push(() => File.Move(to, from, overwrite: false));
    }

    private void CreateParents(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            var folder = FullPath(path[..slash]);
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                _undo.Push(() => Directory.Delete(folder));
            }
        }
    }

    private void RemoveEmptyParents(string path, IReadOnlySet<string> kept)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            var folder = FullPath(path[..slash]);
            if (kept.Contains(path[..slash]) || !Directory.Exists(folder) || Directory.EnumerateFileSystemEntries(folder).Any())
            {
                return;
            }

            RemoveFolder(folder);
        }
    }

    private void RemoveEmptyFolders(string folder)
    {
        foreach (var inner in Directory.GetDirectories(folder))
        {
            RemoveEmptyFolders(inner);
        }

        RemoveFolder(folder);
    }

    private void RemoveFolder(string folder)
    {
        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(folder);
        Directory.Delete(folder);
        _undo.Push(() =>
        {
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, mode);
            }
        });
    }

    // Where something cannot be put back, what was there stays aside, and is named.
    private void TakeBack(Exception cause)
    {
        try
        {
            while (_undo.TryPop(out var undo))
            {
                undo();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(
                ErrorCode.PathInvalid,
                $"The changes could not be made in '{_folder}' ({cause.Message}), and not all could be put back: {exception.Message} What was there before lies in '{_aside}'.",
                exception);
        }

        TreeRemoval.TryRemove(_aside);
    }

    private string NextAside() => Path.Combine(_aside, (_count++).ToString(CultureInfo.InvariantCulture));

    private string FullPath(string path) => Path.Combine(_folder, path);
}
