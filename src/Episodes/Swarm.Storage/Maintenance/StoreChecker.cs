using Swarm.Core.Errors;
using Swarm.Cryptography.Signing;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>Reads a whole store again and verifies everything in it. It changes nothing.</summary>
public static class StoreChecker
{
    /// <summary>Checks a store. Writers may go on meanwhile, sweeps may not.</summary>
    /// <param name="store">The store.</param>
    /// <param name="trustedKeys">The keys that may have signed certificates; empty for the operator's alone.</param>
    /// <param name="progress">Told how far it got; null for nobody.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="SwarmException">The store is held or cannot be read at all.</exception>
    public static StoreCheckResult Check(
        Store store, IReadOnlyList<VerificationKey> trustedKeys, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(trustedKeys);
        var problems = new List<StoreProblem>(CatalogAudit.Run(store));
        try
        {
            var keys = trustedKeys.Count == 0 ? [store.Keys.Public.VerificationKey] : trustedKeys;
            return Check(store, keys, problems, progress, cancellationToken);
        }
        catch (SwarmException exception) when (exception.ErrorCode != ErrorCode.StoreBusy)
        {
            // A catalog whose rows cannot be read ends the check, but is its result too.
            problems.Add(new StoreProblem(StoreProblemKind.Catalog, Path.GetFileName(store.Layout.Catalog), exception.Message));
            return new StoreCheckResult
            {
                Nodes = 0,
                RemovedNodes = 0,
                Snapshots = 0,
                Heads = 0,
                Packs = 0,
                Records = 0,
                UnneededRecords = 0,
                Bytes = 0,
                Problems = problems,
                Leftovers = [],
            };
        }
    }

    /// <summary>Checks a store that the caller holds alone.</summary>
    internal static StoreCheckResult CheckHeld(Store store, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<VerificationKey> keys = [store.Keys.Public.VerificationKey];
        return Conclude(store, [.. CatalogAudit.Run(store)], AuditOnce(store, keys, cancellationToken), [], progress, cancellationToken);
    }

    /// <summary>
    /// Gives what is wrong with the rows, the head log and the description: what decides whether a node, a pack or a record is needed. A node's own
    /// documents do not.
    /// </summary>
    internal static IEnumerable<StoreProblem> AuditForRemoval(Store store, CancellationToken cancellationToken) =>
        CatalogAudit.Run(store).Concat(AuditOnce(store, [store.Keys.Public.VerificationKey], cancellationToken).Problems)
            .Where(problem => problem.Kind is not (StoreProblemKind.Document or StoreProblemKind.Certificate));

    private static StoreCheckResult Check(
        Store store, IReadOnlyList<VerificationKey> trustedKeys, List<StoreProblem> problems,
        IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        var leftovers = FindLeftovers(store);
        using var lease = store.Lease("check the store");
        return Conclude(store, problems, Audit(store, trustedKeys, cancellationToken), leftovers, progress, cancellationToken);
    }

    private static StoreCheckResult Conclude(
        Store store, List<StoreProblem> problems, (int Heads, List<StoreProblem> Problems) audit, IReadOnlyList<string> leftovers,
        IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        var nodes = store.ListNodes();
        var survey = StoreSurvey.Run(store, cancellationToken);
        var packs = PackVerification.Run(store, survey.Needed, progress, cancellationToken);
        return new StoreCheckResult
        {
            Nodes = nodes.Count(node => !node.IsRemoved),
            RemovedNodes = nodes.Count(node => node.IsRemoved),
            Snapshots = survey.Snapshots,
            Heads = audit.Heads,
            Packs = store.Catalog.Read("SELECT count(*) FROM pack", row => row.GetInt32(0))[0],
            Records = packs.Records,
            UnneededRecords = packs.UnneededRecords,
            Bytes = packs.Bytes,
            Problems = [.. problems.Concat(audit.Problems).Concat(survey.Problems).Concat(packs.Problems).Distinct()],
            Leftovers = leftovers,
        };
    }

    private static (int Heads, List<StoreProblem> Problems) Audit(Store store, IReadOnlyList<VerificationKey> trustedKeys, CancellationToken cancellationToken)
    {
        var first = AuditOnce(store, trustedKeys, cancellationToken);
        if (first.Problems.Count == 0)
        {
            return first;
        }

        try
        {
            // What another process writes at the same moment looks half done: a second look keeps writers out.
            using var writing = store.LockWrites("check the store's nodes");
            return AuditOnce(store, trustedKeys, cancellationToken);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.StoreUnwritable)
        {
            return first;
        }
    }

    private static (int Heads, List<StoreProblem> Problems) AuditOnce(Store store, IReadOnlyList<VerificationKey> trustedKeys, CancellationToken cancellationToken)
    {
        var problems = new List<StoreProblem>();
        new DescriptionAudit(store, problems.Add).Run();
        new NodeAudit(store, trustedKeys, problems.Add).Run(cancellationToken);
        var heads = new HeadAudit(store, problems.Add).Run();
        problems.AddRange(StrayNodes.Find(store));
        return (heads, problems);
    }

    /// <summary>Unfinished files are only known to be nobody's while nobody writes.</summary>
    private static IReadOnlyList<string> FindLeftovers(Store store)
    {
        try
        {
            using var alone = store.LeaseAlone("look for leftovers", TimeSpan.Zero);
            return StoreLeftovers.Find(store, isAlone: true);
        }
        catch (SwarmException)
        {
            return StoreLeftovers.Find(store, isAlone: false);
        }
    }
}
