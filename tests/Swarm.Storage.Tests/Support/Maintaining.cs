using Swarm.Core.Randomness;
using Swarm.Storage.Bundles;
using Swarm.Storage.Locks;
using Swarm.Storage.Maintenance;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Tests.Support;

/// <summary>The three kinds of maintenance, with what tests do not vary left out.</summary>
internal static class Maintaining
{
    public static StoreCheckResult Check(this TestStore test) => StoreChecker.Check(test.Store, [], null, CancellationToken.None);

    public static StoreOptimizeResult Optimize(this TestStore test, bool dryRun = false) =>
        StoreOptimizer.Optimize(test.Store, dryRun, RandomSource.System, null, CancellationToken.None);

    /// <summary>Closes the store, repairs it and opens it again.</summary>
    public static StoreRepairResult Repair(this TestStore test, IReadOnlyList<string>? bundles = null, IReadOnlyList<Store>? stores = null)
    {
        StoreRepairResult? result = null;
        test.Reopen(() => result = StoreRepairer.Repair(
            new StoreRepair
            {
                Root = test.Root,
                Clock = Clocks.Machine,
                Patience = new LockPatience(TimeSpan.FromSeconds(5)),
                Random = RandomSource.System,
                Bundles = bundles ?? [],
                Stores = stores ?? [],
            },
            test.Operator.OpenKeys(),
            null,
            CancellationToken.None));
        return result!;
    }

    public static string Export(this TestStore test, NodeRecord node) => BundleExporter.Export(
        test.Store, new BundleExport { Node = node, Destination = test.Folder[$"{Guid.NewGuid():N}.age"] }, RandomSource.System, CancellationToken.None).Path;

    public static string OnlyPack(this TestStore test) => Assert.Single(Directory.GetFiles(test.Packs));

    /// <summary>All rows of nodes, but for the places in their order, which a rebuild may number anew.</summary>
    public static IReadOnlyList<NodeRecord> Nodes(this TestStore test) => [.. test.Store.ListNodes().Select((node, index) => node with { Sequence = index })];
}
