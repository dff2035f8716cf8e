using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Storage.Manifests;
using Swarm.Storage.Nodes;
using Swarm.Storage.Packs;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>
/// Finds nodes that lie whole in the store and that neither the catalog nor the head log has: both were rolled back. What a command left that
/// ended before its commit is marked so, and a run of which that is true is known to the catalog.
/// </summary>
internal static class StrayNodes
{
    public static IEnumerable<StoreProblem> Find(Store store)
    {
        var known = store.ListNodes().Select(node => node.NodeId).ToHashSet(StringComparer.Ordinal);
        var roots = new Lazy<HashSet<Core.Digests.Digest>>(() => FindUncatalogued(store));
        return
        [
            .. store.Layout.NodeFolders.Select(folder => Path.GetFileName(folder)!)
                .Where(id => Identifier.IsValid(id, Identifier.NodePrefix) && !known.Contains(id) && File.Exists(store.Layout.NodeFile(id, NodeFiles.NextTokens)))
                .Where(id => !File.Exists(store.Layout.NodeFile(id, NodeFiles.Uncommitted)))
                .Select(id => NodeLoader.Load(store.Layout, id)).OfType<NodeRecord>()
                .Where(node => node.RunId is null || store.FindRun(node.RunId) is null)
                .Where(node => ManifestWriter.RootId(node.StateId) is var root && (store.Catalog.Find(root) is not null || roots.Value.Contains(root)))
                .Select(node => new StoreProblem(
                    StoreProblemKind.HeadLog, node.NodeId, $"The node ('{node.Label}') is whole, and the catalog and the head log do not have it: an older copy of both was put back."))
                .OrderBy(problem => problem.Subject, StringComparer.Ordinal),
        ];
    }

    private static HashSet<Core.Digests.Digest> FindUncatalogued(Store store)
    {
        var catalogued = store.Catalog.Read("SELECT name FROM pack", row => row.GetString(0)).ToHashSet(StringComparer.Ordinal);
        var found = new HashSet<Core.Digests.Digest>();
        foreach (var pack in store.Packs.Names.Where(name => !catalogued.Contains(name)))
        {
            try
            {
                found.UnionWith(PackWalker.Walk(store.Packs.PathOf(pack), withBodies: false).Select(record => record.Header.Id));
            }
            catch (SwarmException)
            {
                // What is no whole pack was never committed.
            }
        }

        return found;
    }
}
