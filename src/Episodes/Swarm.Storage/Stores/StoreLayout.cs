namespace Swarm.Storage.Stores;

/// <summary>Where things lie in a store; docs/store-format.md describes it.</summary>
/// <param name="Root">The folder that holds <c>.swarm</c>, as an absolute path.</param>
public sealed record StoreLayout(string Root)
{
    /// <summary>The store's folder.</summary>
    public string Folder => Path.Combine(Root, Trees.TreeScanner.StoreFolder);

    /// <summary>The store's description.</summary>
    public string Document => Path.Combine(Folder, "store.json");

    /// <summary>
    /// The signed copy of the description. It lies with the nodes' documents, because without those nothing of the store opens anyway.
    /// </summary>
    public string SignedDocument => Path.Combine(Nodes, "store.dsse.json");

    /// <summary>Tells git that nothing of the store belongs to the repository that its root may be.</summary>
    public string GitIgnore => Path.Combine(Folder, ".gitignore");

    /// <summary>The catalog.</summary>
    public string Catalog => Path.Combine(Folder, "catalog.sqlite");

    /// <summary>The copy of the head log, one signed entry a line.</summary>
    public string Heads => Path.Combine(Folder, "heads.jsonl");

    /// <summary>The packs.</summary>
    public string Packs => Path.Combine(Folder, "packs");

    /// <summary>The documents of nodes, a folder each.</summary>
    public string Nodes => Path.Combine(Folder, "nodes");

    /// <summary>The folders of nodes that are there.</summary>
    public IEnumerable<string> NodeFolders => Directory.Exists(Nodes) ? Directory.EnumerateDirectories(Nodes) : [];

    /// <summary>What is kept of runs that execute elsewhere, a file each.</summary>
    public string Remote => Path.Combine(Folder, "remote");

    /// <summary>The locks.</summary>
    public string Locks => Path.Combine(Folder, "locks");

    /// <summary>The folder of one node's documents.</summary>
    /// <param name="nodeId">The node.</param>
    public string NodeFolder(string nodeId) => Path.Combine(Nodes, nodeId);

    /// <summary>One document of a node.</summary>
    /// <param name="nodeId">The node.</param>
    /// <param name="name">One of <see cref="Storage.Nodes.NodeFiles"/>.</param>
    public string NodeFile(string nodeId, string name) => Path.Combine(Nodes, nodeId, name);

    /// <summary>The file that names the process which runs a run here.</summary>
    /// <param name="runId">The run.</param>
    public string OwnerFile(string runId) => Path.Combine(Locks, runId + Core.Locks.OwnerFile.Extension);

    /// <summary>What is kept of one run that executes elsewhere.</summary>
    /// <param name="runId">The run.</param>
    public string RemoteFile(string runId) => Path.Combine(Remote, runId + ".json");

    /// <summary>Whether there is a store with its description.</summary>
    public bool Exists => File.Exists(Document);

    /// <summary>Looks at what is under the root. Nothing is opened that another process may write.</summary>
    public StorePresence Look()
    {
        try
        {
            _ = File.GetAttributes(Document);
            return StorePresence.Whole;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return LookForRemains();
        }
        catch (UnauthorizedAccessException)
        {
            return StorePresence.Unreadable;
        }
    }

    private StorePresence LookForRemains()
    {
        try
        {
            return StoreRemains.Describe(this) is null ? StorePresence.None : StorePresence.Remains;
        }
        catch (UnauthorizedAccessException)
        {
            return StorePresence.Unreadable;
        }
    }
}
