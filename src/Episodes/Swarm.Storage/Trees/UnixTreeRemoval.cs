using System.Text;
using Swarm.Core.Files;

namespace Swarm.Storage.Trees;

/// <summary>
/// Removes a tree relative to open folders, so that neither the length of a path nor a name that is not Unicode stands in the
/// way. What lies deeper than a few folders is moved to the top first: neither recursion nor open folders grow with the depth.
/// </summary>
internal sealed class UnixTreeRemoval
{
    private const int NotPermitted = 1, NotFound = 2, AccessDenied = 13, Busy = 16, NotFolder = 20;
    private const int Deepest = 32;
    private const int MostPasses = 100;

    private readonly string _path;
    private readonly UnixFolder _parent;
    private readonly UnixStatus _place;
    private UnixFolder? _top;
    private string? _problem;
    private bool _hasMoved;

    private UnixTreeRemoval(string path, UnixFolder parent, UnixStatus place) => (_path, _parent, _place) = (path, parent, place);

    /// <summary>Removes what a path names; nothing there is no failure.</summary>
    /// <param name="path">The path, whose last name is not followed where it is a link.</param>
    /// <exception cref="IOException">Something cannot be removed.</exception>
    public static void Remove(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        using var parent = UnixFolder.TryOpen(Path.GetDirectoryName(full) ?? "/", follow: true, out var error);
        if (parent?.TryExamine("."u8, out error) is { } place)
        {
            new UnixTreeRemoval(full, parent, place).Run();
        }
        else if (error is not (NotFound or NotFolder))
        {
            throw Refused(full, UnixFolder.Explain(error));
        }
    }

    private static IOException Refused(string path, string reason) => new($"'{path}' cannot be removed: {reason}.");

    private void Run()
    {
        var name = Encoding.UTF8.GetBytes(Path.GetFileName(_path));
        for (var passes = 0; ; passes = _hasMoved ? 0 : passes + 1)
        {
            (_problem, _hasMoved) = (null, false);
            if (_parent.TryExamine(name, out var error) is not { } status)
            {
                if (error is NotFound)
                {
                    return;
                }

                throw Refused(_path, UnixFolder.Explain(error));
            }

            var isChanged = Remove(_parent, name, status, depth: 0);
            if (_parent.TryExamine(name, out _) is not null && (!isChanged || passes > MostPasses))
            {
                throw Refused(_path, _problem ?? "something keeps writing to it");
            }
        }
    }

    /// <returns>Whether there is less than before.</returns>
    private bool Remove(UnixFolder folder, byte[] name, UnixStatus status, int depth)
    {
        if (status.Type != UnixFileType.Folder)
        {
            return Try(folder, name, status, () => folder.Remove(name, isFolder: false));
        }

        // What a mount holds is somebody else's: only the mount is taken away.
        if (status.Mount != 0 ? status.Mount != _place.Mount : status.Device != _place.Device)
        {
            return folder.TryUnmount(name) || Note(name, "something is mounted there; unmount it");
        }

        if (folder.Remove(name, isFolder: true) == 0)
        {
            return true;
        }

        folder.GiveOwnerAccess(name, status);
        if (depth > Deepest)
        {
            return _hasMoved |= Try(folder, name, status, () => folder.Move(name, _top!, Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N"))));
        }

        using var inner = folder.TryOpen(name, out var error);
        if (inner is null)
        {
            return error is NotFound || Note(name, UnixFolder.Explain(error));
        }

        _top = depth == 0 ? inner : _top;
        var isChanged = false;
        foreach (var child in inner.List())
        {
            isChanged |= inner.TryExamine(child, out error) is { } found ? Remove(inner, child, found, depth + 1) : error is NotFound || Note(child, UnixFolder.Explain(error));
        }

        return Try(folder, name, status, () => folder.Remove(name, isFolder: true)) || isChanged;
    }

    private bool Try(UnixFolder folder, byte[] name, in UnixStatus status, Func<int> act)
    {
        var error = act();
        if (error is NotPermitted or AccessDenied)
        {
            folder.ClearFlags();
            if (status.Type is UnixFileType.Regular or UnixFileType.Folder)
            {
                folder.ClearFlags(name);
                folder.GiveOwnerAccess(name, status);
            }

            error = act();
        }

        if (error is Busy && folder.TryUnmount(name))
        {
            error = act();
        }

        return error is 0 or NotFound || Note(name, UnixFolder.Explain(error));
    }

    private bool Note(byte[] name, string problem)
    {
        _problem ??= $"'{UnixName.Show(name)}' in it: {problem}";
        return false;
    }
}
