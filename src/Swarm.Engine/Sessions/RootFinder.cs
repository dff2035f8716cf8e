using Swarm.Storage.Stores;

namespace Swarm.Engine.Sessions;

/// <summary>Finds the folder that holds the store.</summary>
public static class RootFinder
{
    /// <summary>The variable that names it.</summary>
    public const string Variable = "SWARM_ROOT";

    /// <summary>Gives the folder: the one named, else the nearest parent that has a store, else the current one.</summary>
    /// <param name="options">What the face gave.</param>
    public static string Find(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if ((options.Root ?? options.ReadVariable(Variable)) is { Length: > 0 } named)
        {
            return Path.GetFullPath(named, options.CurrentFolder);
        }

        for (var folder = options.CurrentFolder; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (new StoreLayout(folder).Exists)
            {
                return folder;
            }
        }

        return options.CurrentFolder;
    }
}
