using Swarm.Core.Errors;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Sessions;

/// <summary>Finds the folder that holds the store.</summary>
public static class RootFinder
{
    /// <summary>The variable that names it.</summary>
    public const string Variable = "SWARM_ROOT";

    /// <summary>Gives the folder: the one named, else the nearest parent that has a store or what is left of one, else the current one.</summary>
    /// <param name="options">What the face gave.</param>
    /// <exception cref="SwarmException">The folder that was named is not there (<c>PATH_INVALID</c>).</exception>
    public static string Find(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if ((options.Root ?? options.ReadVariable(Variable)) is { Length: > 0 } named)
        {
            var root = Path.GetFullPath(named, options.CurrentFolder);
            return Directory.Exists(root) || new StoreLayout(root).Look() == StorePresence.Unreadable
                ? root
                : throw new SwarmException(ErrorCode.PathInvalid, $"The folder '{root}' is not there: make it first, or name another with --root.");
        }

        return FoldersAbove(options).FirstOrDefault(folder => new StoreLayout(folder).Look() is StorePresence.Whole or StorePresence.Remains) ?? options.CurrentFolder;
    }

    /// <summary>Refuses a folder without a store, and says what is there instead.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="options">What the face gave.</param>
    /// <exception cref="SwarmException">
    /// There is none (<c>STORE_NOT_FOUND</c>), it has lost its description (<c>STORE_DAMAGED</c>), or it is another user's (<c>STORE_UNREADABLE</c>).
    /// </exception>
    public static void RequireStore(string root, SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var layout = new StoreLayout(root);
        switch (layout.Look())
        {
            case StorePresence.Whole:
                return;
            case StorePresence.Remains:
                throw Store.WithoutDescription(layout);
            case StorePresence.Unreadable:
                throw Store.Unreadable(root);
            default:
                var closed = FoldersAbove(options).FirstOrDefault(folder => new StoreLayout(folder).Look() == StorePresence.Unreadable);
                throw new SwarmException(
                    ErrorCode.StoreNotFound,
                    $"There is no store under '{root}' or above it{(closed is null ? string.Empty : $" that you may read (the one under '{closed}' is another user's)")}: "
                        + "make one with 'swarm init', or name its folder with --root.");
        }
    }

    private static IEnumerable<string> FoldersAbove(SessionOptions options)
    {
        for (var folder = options.CurrentFolder; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }
}
