using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Core.Text;
using Swarm.Cryptography.Ratchet;
using Swarm.Engine.Networking;
using Swarm.Engine.Nodes;
using Swarm.Engine.Remote;
using Swarm.Engine.Runs.Detached;
using Swarm.Engine.Sessions;
using Swarm.Execution.Episodes;
using Swarm.Execution.Folders;
using Swarm.Execution.Steps;
using Swarm.Networking.Receipts;
using Swarm.Storage.Manifests;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Runs;

/// <summary>Launching, resuming, following and cancelling runs.</summary>
public sealed class RunService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly SwarmSession _session;

    internal RunService(SwarmSession session) => _session = session;

    /// <summary>Launches a run, or resumes a node, here or on a backend, and unless asked not to waits for its end.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="cancellationToken">
    /// Ends the step with all its descendants, and the run. One that was dispatched to a backend goes on there, and stays pending.
    /// </param>
    /// <returns>The run, also where its step failed; <see cref="RunInfo.Errors"/> says so.</returns>
    /// <exception cref="SwarmException">
    /// The episode itself failed, so that there is no node; or the run cannot be dispatched, does not end in time, or what it left
    /// is refused (<c>WORKFLOW_REF_*</c>, <c>GH_*</c>, <c>GL_*</c>, <c>ARTIFACT_*</c>, <c>CERTIFICATE_*</c>, <c>ATTESTATION_*</c>).
    /// </exception>
    public async Task<RunInfo> RunAsync(RunRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        _session.Sweep();
        if (request.Backend is not null)
        {
            return await _session.Dispatched.RunAsync(request, cancellationToken);
        }

        if (request.Detached is { } program)
        {
            var runId = await DetachedRun.StartAsync(_session, request, program, cancellationToken);
            request.Started?.Invoke(runId);
            return Get(runId);
        }

        var episode = RunExit.Complete(_session, request, RequestComposer.Compose(_session, request));
        using var workerKey = episode.Exit?.WorkerKey;
        var result = await Episode.RunAsync(_session.Host, episode, cancellationToken);
        return WithLogTail(Describe(result.Run, result.Result) with
        {
            Response = result.Response,
            Warning = BranchTips.DescribeAmbiguity(_session.Store, result.Node.Label),
        });
    }

    /// <summary>Gives a run.</summary>
    /// <param name="id">Its id, an unambiguous beginning of it, or <c>run:</c> and the id.</param>
    /// <param name="withResponse">Whether to open its node for the response, and for the end of the log of a step that did not succeed.</param>
    public RunInfo Get(string id, bool withResponse = false)
    {
        ArgumentNullException.ThrowIfNull(id);
        var record = NodeResolver.ResolveRun(_session.Store, id);
        var run = Describe(record, ReadResult(record));
        return withResponse ? WithLogTail(run with { Response = ReadResponse(run.Record) }) : run;
    }

    /// <summary>Gives all runs in the order of their beginning.</summary>
    public IReadOnlyList<RunInfo> List() => [.. Read(_ => true)];

    /// <summary>Reads runs in the order of their beginning, only as far as whoever asks reads on.</summary>
    /// <param name="hasLabel">Whether runs of a label are wanted.</param>
    /// <param name="statuses">What they are shown as, each one of <see cref="RunStatus.Shown"/>; null for all.</param>
    public IEnumerable<RunInfo> Read(Func<string, bool> hasLabel, IReadOnlyList<string>? statuses = null) =>
        _session.Store.ReadRuns(RecordedAs(statuses)).Where(run => hasLabel(run.Label)).Select(run => Describe(run, result: null))
            .Where(run => statuses is null || statuses.Contains(run.Status, StringComparer.Ordinal));

    /// <summary>Reads the runs that a filter wants in the order of their beginning.</summary>
    /// <param name="filter">The filter.</param>
    public IEnumerable<RunInfo> Read(RunFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.Newest(Read(filter.HasLabel ?? (_ => true), filter.Statuses).Where(run => filter.Wants(run.Record.Label, run.Record.StartedAt)));
    }

    /// <summary>Waits until a run is no longer under way, in whichever process or on whichever backend. One on a backend stays pending until it is collected.</summary>
    /// <param name="id">The run.</param>
    /// <param name="access">How a backend is called, and how long is waited for it; null for the usual way.</param>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    public async Task<RunInfo> WaitAsync(string id, BackendAccess? access, CancellationToken cancellationToken)
    {
        if (Get(id).Record is { Status: RunStatus.Pending } pending)
        {
            return await _session.Dispatched.WaitAsync(pending.RunId, access ?? new BackendAccess(), cancellationToken);
        }

        while (IsRunning(Get(id).Record))
        {
            await Task.Delay(Poll, cancellationToken);
        }

        return Get(id, withResponse: true);
    }

    /// <summary>
    /// Collects a run that has ended on a backend: fetches what it left, verifies it, and takes it in. Any other run is given as it
    /// is, so that a second collect changes nothing.
    /// </summary>
    /// <param name="id">The run.</param>
    /// <param name="trust">What its evidence is held against.</param>
    /// <param name="access">How the backend is called; null for the usual way.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind, and it can be repeated.</param>
    /// <returns>The run, also where its step failed; <see cref="RunInfo.Errors"/> says so.</returns>
    /// <exception cref="SwarmException">
    /// It is still under way (<c>RUN_UNFINISHED</c>), what it left is refused, or it ended and left nothing; then it is closed.
    /// </exception>
    public async Task<RunInfo> ReceiveAsync(string id, CollectTrust trust, BackendAccess? access, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trust);
        var run = Get(id, withResponse: true);
        return run.Record.Status switch
        {
            RunStatus.Pending => await _session.Dispatched.ReceiveAsync(run.Record.RunId, trust, access ?? new BackendAccess(), cancellationToken),
            RunStatus.Running => throw new SwarmException(ErrorCode.RunUnfinished, $"Run {run.Record.RunId} is under way here: wait for it."),
            _ => run,
        };
    }

    /// <summary>Asks the process or backend that runs a run to cancel it, and waits until it has.</summary>
    /// <param name="id">The run.</param>
    /// <param name="access">How a backend is called, and how long a run may take to end of itself; null for the usual way.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RunInfo> CancelAsync(string id, BackendAccess? access, CancellationToken cancellationToken)
    {
        var run = Get(id).Record;
        if (run is { Status: RunStatus.Pending })
        {
            return await _session.Dispatched.CancelAsync(run.RunId, access ?? new BackendAccess(), cancellationToken);
        }

        if (run is { Status: RunStatus.Running, WorkFolder: { } folder })
        {
            try
            {
                RunFolder.RequestCancel(folder);
            }
            catch (DirectoryNotFoundException)
            {
                // It ended meanwhile.
            }
        }

        return await WaitAsync(id, access, cancellationToken);
    }

    /// <summary>Gives the log of a run line by line. For one on a backend that was not collected yet it is that of the backend's jobs.</summary>
    /// <param name="id">The run.</param>
    /// <param name="follow">Whether to go on until the run ends; a backend gives its log only then.</param>
    /// <param name="access">How a backend is called; null for the usual way.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="tail">How many of the last lines to begin with; null for all.</param>
    public async IAsyncEnumerable<string> ReadLogAsync(string id, bool follow, BackendAccess? access, [EnumeratorCancellation] CancellationToken cancellationToken, int? tail = null)
    {
        var run = NodeResolver.ResolveRun(_session.Store, id);
        var lines = run switch
        {
            { Status: RunStatus.Running, WorkFolder: { } folder } => ReadGrowingLogAsync(run.RunId, RunFolder.LogOf(folder), follow, tail, cancellationToken),
            { Status: RunStatus.Pending } => LogTail.OfAsync(_session.Dispatched.ReadLogAsync(run.RunId, follow, access ?? new BackendAccess(), cancellationToken), tail),
            _ => LogTail.OfAsync(ReadKeptLogAsync(run, cancellationToken), tail),
        };
        await foreach (var line in lines)
        {
            yield return line;
        }
    }

    /// <summary>Gives what the proxy of a run's step decided, in the order in which connections ended, held to the certificate's digest.</summary>
    /// <param name="id">The run.</param>
    /// <returns>The receipts; none where the step asked for no connection.</returns>
    /// <exception cref="SwarmException">
    /// There is no such run, it has no node, or no proxy stood between its step and the network (<c>RECEIPTS_ABSENT</c>); or they are not what the certificate
    /// names (<c>STORE_DAMAGED</c>).
    /// </exception>
    public IEnumerable<Receipt> ReadReceipts(string id)
    {
        var run = NodeResolver.ResolveRun(_session.Store, id);
        var (node, manifest) = ReadManifest(run);
        if (manifest?.Receipts is not { } entry)
        {
            throw new SwarmException(
                ErrorCode.ReceiptsAbsent,
                node is null ? $"{DescribeLack(run)}, so that it has no receipts." : $"Run {run.RunId} has no receipts: no proxy stood between its step and the network. Ask for a route or a sandbox, or for a policy with hosts.");
        }

        var certificate = StrictJson.Parse(DocumentFile.Read(_session.Store.Layout.NodeFile(node!.OriginNodeId, NodeFiles.Certificate)), ContractJson.Default.Certificate, NodeFiles.Certificate);
        using (var stream = new ChunkStream(_session.Store.ReadFile(entry)))
        {
            if (new Digest(SHA256.HashData(stream)) != certificate.Network?.ReceiptsSha256)
            {
                throw new SwarmException(ErrorCode.StoreDamaged, $"The receipts of run {run.RunId} are not those that its certificate names: check the store with 'swarm store check'.");
            }
        }

        return Read();

        IEnumerable<Receipt> Read()
        {
            using var stream = new ChunkStream(_session.Store.ReadFile(entry));
            foreach (var receipt in ReceiptReader.Read(stream, $"receipts of run {run.RunId}"))
            {
                yield return receipt;
            }
        }
    }

    // Where the reading goes on until the run ends, what is there by now is counted first.
    private IAsyncEnumerable<string> ReadGrowingLogAsync(string runId, string log, bool follow, int? tail, CancellationToken cancellationToken)
    {
        if (!follow)
        {
            return LogTail.OfAsync(StepLogFollower.FollowAsync(log, () => true, cancellationToken), tail);
        }

        var all = StepLogFollower.FollowAsync(log, () => !IsRunning(runId), cancellationToken);
        return tail is null ? all : LogTail.FromAsync(all, StepLogFollower.FollowAsync(log, () => true, cancellationToken), tail.Value);
    }

    // A log that cannot be read any more takes nothing from what is said of the run.
    private RunInfo WithLogTail(RunInfo run)
    {
        if (RunStatus.ErrorOf(run.Record.Status) is null || run.Record.NodeId is null)
        {
            return run;
        }

        try
        {
            return run with { LogTail = [.. LogTail.OfAsync(ReadKeptLogAsync(run.Record, CancellationToken.None), LogTail.UsualLines).ToBlockingEnumerable().Select(TerminalLine.Of)] };
        }
        catch (SwarmException)
        {
            return run;
        }
    }

    private async IAsyncEnumerable<string> ReadKeptLogAsync(RunRecord run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (node, manifest) = ReadManifest(run);
        if (manifest?.Log is not { } log)
        {
            throw new SwarmException(
                ErrorCode.NodeNotFound,
                node is null ? $"{DescribeLack(run)}: its log is gone." : $"Run {run.RunId} altered its own log, so none was kept.");
        }

        using var reader = new StreamReader(new ChunkStream(_session.Store.ReadFile(log)), Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return line;
        }
    }

    // Among those that are recorded as running are the abandoned ones that nobody recorded yet; a removed one keeps the status that it ended with.
    private static IReadOnlyList<string>? RecordedAs(IReadOnlyList<string>? statuses) => statuses is null ? null :
    [
        .. statuses.SelectMany(status => status switch
        {
            RunStatus.Abandoned => [status, RunStatus.Running],
            RunStatus.Removed => RunStatus.WithNode,
            _ => (IEnumerable<string>)[status],
        }).Distinct(StringComparer.Ordinal),
    ];

    private static bool IsRunning(RunRecord run) => string.Equals(run.Status, RunStatus.Running, StringComparison.Ordinal);

    private bool IsRunning(string runId) => _session.Store.FindRun(runId) is { } run && IsRunning(AbandonedRuns.Show(_session, run));

    private static string DescribeLack(RunRecord run) =>
        run.NodeId is { } node ? $"Node {node} of run {run.RunId} was removed" : $"Run {run.RunId} is {run.Status} and has no node";

    private string? ReadResponse(RunRecord run)
    {
        var (_, manifest) = ReadManifest(run);
        if (manifest?.Response is not { } entry)
        {
            return null;
        }

        using var stream = new ChunkStream(_session.Store.ReadFile(entry));
        return ResponseText.Read(stream);
    }

    private (NodeRecord? Node, Manifest? Manifest) ReadManifest(RunRecord run)
    {
        if (run.NodeId is not { } nodeId || _session.Store.FindNode(nodeId) is not { IsRemoved: false } node)
        {
            return (null, null);
        }

        using var capability = _session.Store.OpenCapability(node, RatchetKind.State);
        return (node, _session.Store.ReadManifest(node, capability));
    }

    private RunResult? ReadResult(RunRecord run)
    {
        var file = run.NodeId is { } node ? _session.Store.Layout.NodeFile(node, NodeFiles.Result) : null;
        return file is not null && File.Exists(file) ? StrictJson.Parse(DocumentFile.Read(file), ContractJson.Default.RunResult, NodeFiles.Result) : null;
    }

    private RunInfo Describe(RunRecord recorded, RunResult? result)
    {
        var run = AbandonedRuns.Show(_session, recorded);
        var node = run.NodeId is { } id ? _session.Store.FindNode(id) : null;
        return new RunInfo
        {
            Record = run,
            Root = _session.Root,
            IsRemoved = node is { IsRemoved: true },
            RatchetStep = node?.RatchetStep,
            CertificatePath = node?.CertificateSha256 is null ? null : _session.Store.Layout.NodeFile(node.OriginNodeId, NodeFiles.Certificate),
            NextTokensPath = node is null || node.IsRemoved ? null : _session.Store.Layout.NodeFile(node.OriginNodeId, NodeFiles.NextTokens),
            RestoreMode = result?.RestoreMode,
            WebAddress = _session.Remote.FindWebAddress(run),
            Errors = result?.Errors ?? (run.ErrorCode is { } code ? [ErrorEntry.From(ErrorCode.Find(code), run.Message ?? run.Status)] : []),
        };
    }
}
