using Swarm.Core.Errors;
using Swarm.Core.Time;
using Swarm.Cryptography.Keys;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;
using Swarm.Execution.Certification;
using Swarm.Storage.Locks;
using Swarm.Storage.Maintenance;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;
using Swarm.Verification.Certificates;
using Swarm.Verification.Keys;

namespace Swarm.Engine.Maintenance;

/// <summary>Checking, optimising and repairing a store.</summary>
public sealed class MaintenanceService
{
    private readonly SwarmSession _session;

    internal MaintenanceService(SwarmSession session) => _session = session;

    /// <summary>Reads the whole store again and verifies everything, certificates with their links to the parents too.</summary>
    /// <param name="progress">Told how far it got, from any thread; null for nobody.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public StoreCheckResult Check(IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        var result = StoreChecker.Check(_session.Store, _session.TrustedKeys.For(KeyRole.Certificate), progress, cancellationToken);
        var trust = new CertificateTrust
        {
            Keys = _session.TrustedKeys,
            FindNode = id => _session.Store.FindNode(id) is { } node ? NodeEvidence.Find(_session.Store, node) : null,
        };
        return result with { Problems = [.. result.Problems, .. CheckCertificates(trust, cancellationToken)] };
    }

    /// <summary>Drops what no node needs, and says how much.</summary>
    /// <param name="dryRun">Whether only to count.</param>
    /// <param name="progress">Told how far it got; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; what was dropped until then stays dropped.</param>
    /// <exception cref="SwarmException">The store is held or damaged, so that nothing may be dropped.</exception>
    public StoreOptimizeResult Optimize(bool dryRun, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        if (!dryRun)
        {
            _session.Sweep();
        }

        return StoreOptimizer.Optimize(_session.Store, dryRun, _session.Options.Random, progress, cancellationToken);
    }

    /// <summary>
    /// Rebuilds a store's catalog and takes what is missing from elsewhere. It needs no session, because a store whose
    /// catalog is gone cannot be opened; close the sessions of that store first.
    /// </summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="request">Where missing parts may come from.</param>
    /// <param name="progress">Told how far it got, from any thread; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; the store is as it was until it is done.</param>
    /// <exception cref="SwarmException">There is no store, it is held, or it cannot be written.</exception>
    public static StoreRepairResult Repair(
        SessionOptions options, RepairRequest request, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(request);
        var home = new SwarmHome(options.ReadVariable);
        var configuration = home.Read();
        var clock = options.MakeClock();
        var vault = options.OpenKeyVault();
        var profile = options.ProfileOf(configuration);
        var patience = configuration.MakeLockPatience(options.Cancellation);
        var others = new List<Store>();
        try
        {
            foreach (var other in request.Roots)
            {
                others.Add(OpenOther(vault, profile, Path.GetFullPath(other, options.CurrentFolder), clock, patience));
            }

            var root = RootFinder.Find(options);
            var repair = new StoreRepair
            {
                Root = root,
                Clock = clock,
                Patience = patience,
                Random = options.Random,
                Attest = (certificate, run, key) => CertificateSigner.Sign(certificate, run, key),
                Bundles = [.. request.Bundles.Select(path => Path.GetFullPath(path, options.CurrentFolder))],
                Stores = others,
            };
            return StoreRepairer.Repair(repair, SessionKeys.Open(vault, profile, new StoreLayout(root)), progress, cancellationToken);
        }
        finally
        {
            others.ForEach(store => store.Dispose());
        }
    }

    private static Store OpenOther(KeyVault vault, string profile, string root, RecordedClock clock, LockPatience patience)
    {
        var keys = SessionKeys.Open(vault, profile, new StoreLayout(root));
        try
        {
            return Store.Open(root, keys, clock, patience);
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    private IEnumerable<StoreProblem> CheckCertificates(CertificateTrust trust, CancellationToken cancellationToken)
    {
        foreach (var node in _session.Store.ListNodes().Where(IsCertified))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FindFault(node, trust) is { } fault)
            {
                yield return new StoreProblem(StoreProblemKind.Certificate, node.NodeId, fault);
            }
        }
    }

    private static bool IsCertified(NodeRecord node) =>
        node.CertificateSha256 is not null && string.Equals(node.OriginNodeId, node.NodeId, StringComparison.Ordinal);

    private string? FindFault(NodeRecord node, CertificateTrust trust)
    {
        try
        {
            var evidence = NodeEvidence.Find(_session.Store, node);

            // What vouches for a runner's certificate is no part of the store's soundness; which one was collected is in the signed head log.
            var isRemote = node.RunId is { } runId && _session.Store.FindRun(runId) is { } run && _session.Store.IsRemote(run);
            var verdict = evidence is null ? null : CertificateVerifier.Verify(evidence, isRemote ? trust with { ExpectedArtifactHash = node.CertificateSha256 } : trust);
            return verdict is null ? "its certificate is missing" : verdict.IsValid ? null : verdict.Reason;
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
