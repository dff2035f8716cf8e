using System.Security.Cryptography;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Core.Locks;
using Swarm.Core.Time;
using Swarm.Execution.Certification;
using Swarm.Execution.Entropy;
using Swarm.Execution.Folders;
using Swarm.Execution.Networks;
using Swarm.Execution.Policies;
using Swarm.Execution.Steps;
using Swarm.Storage.Manifests;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Stores;

namespace Swarm.Execution.Episodes;

/// <summary>
/// One run: restore, run the step, snapshot, ratchet, certify, commit. Before the commit it left nothing; after it the
/// node is whole. Where the episode itself fails, no node appears and the parent is untouched.
/// </summary>
public sealed class Episode
{
    private static readonly TimeSpan CancelPoll = TimeSpan.FromMilliseconds(200);

    // Coarser than the clock of any file system's times.
    private const long RacyNanoseconds = 50_000_000;

    private const int NonceSize = 16;
    private const int MostShown = 200;
    private const int MostReasons = 5;

    private readonly EpisodeHost _host;
    private readonly EpisodeRequest _request;
    private readonly RecordedClock _clock;
    private readonly RunSpec _spec;
    private readonly EpisodeIntake _intake;
    private readonly EpisodeEntropy _entropy;
    private readonly StepProtection _protection;
    private readonly PolicyEnforcement? _enforcement;

    private Episode(EpisodeHost host, EpisodeRequest request)
    {
        (_host, _request) = (host, request);
        _intake = new EpisodeIntake(host.Store, request);
        _clock = new RecordedClock(host.Time, host.PinnedTime ?? (request.Seed is null ? null : DateTimeOffset.UnixEpoch));
        _spec = RunSpecComposer.Compose(request);
        _protection = StepProtection.Plan(request.Policy, request.RouteMode, request.Sandbox);
        if (request.Policy is { } policy)
        {
            _enforcement = PolicyEnforcement.Plan(policy, _protection);
            _enforcement.Require();
            PolicyBounds.Require(policy, request);
        }

        foreach (var (name, _) in request.Secrets.Where(secret => !SecretMask.CanMask(secret.Value)))
        {
            request.Warning?.Invoke($"The secret '{name}' is too short to be masked in the log: it has fewer than {SecretMask.FewestBytes} bytes. Use a longer one.");
        }

        if (_spec is { ValidForSeconds: not null, Nonce: null })
        {
            _spec = _spec with { Nonce = Convert.ToHexStringLower(MakeEntropy().Before("replay-nonce").GetBytes(NonceSize)) };
        }

        RequireAsked(_spec, request.RequestHash);
        _entropy = MakeEntropy();
    }

    /// <summary>Says what a run is asked to do, and refuses what cannot be asked for.</summary>
    /// <param name="request">The run.</param>
    /// <returns>Its spec, whose canonical digest is the certificate's request hash.</returns>
    /// <exception cref="SwarmException">Something in it does not hold (<c>SPEC_INVALID</c>), or its policy denies it (<c>POLICY_DENIED</c>).</exception>
    public static RunSpec Describe(EpisodeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var spec = RunSpecComposer.Compose(request);
        if (request.Policy is { } policy)
        {
            PolicyBounds.Require(policy, request);
        }

        return spec;
    }

    private static void RequireAsked(RunSpec spec, Digest? expected)
    {
        if (expected is { } asked && Digest.Compute(CanonicalJson.Serialize(spec, ContractJson.Default.RunSpec)) != asked)
        {
            throw new SwarmException(
                ErrorCode.SpecInvalid, "This version of Swarm would run something else than the run spec asks for: use the version that the spec was written with on both sides.");
        }
    }

    private EpisodeEntropy MakeEntropy()
    {
        if (_request.Seed is not { } seed)
        {
            return new FreshEntropy(_host.Random, _request.RunId);
        }

        var requestHash = Digest.Compute(CanonicalJson.Serialize(_spec, ContractJson.Default.RunSpec));
        return new SeededEntropy(seed, requestHash, _request.Parent?.CertificateSha256, _request.Label, _request.Parent?.ForkOrdinal ?? 0);
    }

    /// <summary>Runs an episode to its end.</summary>
    /// <param name="host">What it works with.</param>
    /// <param name="request">What it is asked to do.</param>
    /// <param name="cancellationToken">Ends the step with all its descendants, and the episode.</param>
    /// <returns>The run and its node, also where the step failed, ran out of time or broke a limit.</returns>
    /// <exception cref="SwarmException">The episode itself failed; there is no node.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; there is no node.</exception>
    public static async Task<EpisodeResult> RunAsync(EpisodeHost host, EpisodeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(request);
        return await new Episode(host, request).RunAsync(cancellationToken);
    }

    private async Task<EpisodeResult> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = RunFolder.Create(_host.WorkFolder, _entropy.RunId);
        using var owner = _host.Store.OwnRun(_entropy.RunId);
        try
        {
            return await RunOwnedAsync(folder, cancellationToken);
        }
        finally
        {
            Withdraw(owner);
        }
    }

    // The next sweep takes what cannot be removed now.
    private static void Withdraw(OwnerFile owner)
    {
        try
        {
            owner.Delete();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What the run made stands.
        }
    }

    private async Task<EpisodeResult> RunOwnedAsync(RunFolder folder, CancellationToken cancellationToken)
    {
        var earlier = _host.Store.FindRun(_entropy.RunId);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var run = new RunRecord
        {
            RunId = _entropy.RunId,
            Operation = _spec.Operation,
            Label = _spec.Label,
            ParentNodeId = _spec.ParentNodeId,
            Status = RunStatus.Running,
            WorkFolder = folder.Path,
            StartedAt = RecordedClock.Format(_clock.Now),
        };
        if (earlier?.NodeId is null)
        {
            _host.Store.PutRun(run);
        }

        try
        {
            _request.Started?.Invoke(run.RunId);
            var watch = WatchForCancelAsync(folder, cancellation);
            try
            {
                return await RunAsync(run, earlier, folder, cancellation.Token);
            }
            finally
            {
                await cancellation.CancelAsync();
                await watch;
            }
        }
        catch (Exception exception) when (earlier?.NodeId is null)
        {
            Record(run, exception);
            throw;
        }
    }

    private async Task<EpisodeResult> RunAsync(RunRecord run, RunRecord? earlier, RunFolder folder, CancellationToken cancellationToken)
    {
        _host.Store.RequireReady(_request.Parent);
        if (_request.Policy is { } policy)
        {
            new ProgramGate(policy, new StepPreparation(_host, _request, run.RunId, folder, _protection).MakeEarlyCommand()).CheckEarly();
        }

        await using var network = await StepNetwork.OpenAsync(_protection, _request, run.RunId, folder, cancellationToken);
        var attempt = await TryAsync(run.RunId, folder, network, cancellationToken);
        var attempts = 1;
        for (; attempts <= _request.Retries && attempt.Outcome.Status is RunStatus.StepFailed or RunStatus.StepTimedOut; attempts++)
        {
            var how = attempt.Outcome is { Status: RunStatus.StepFailed, ExitCode: { } code } ? $"with exit code {code}" : "at the deadline";
            _request.Warning?.Invoke($"Attempt {attempts} of at most {_request.Retries + 1} ended {how}; the step is tried again.");
            await Task.Run(folder.Renew, cancellationToken);
            attempt = await TryAsync(run.RunId, folder, network, cancellationToken);
        }

        var observed = await network.CompleteAsync(attempt.Outcome.Confinement);
        var (restored, restore, untouchedBefore, outcome) = attempt;
        _request.Progress?.Invoke(EpisodePhase.Snapshotting);
        var remains = await Task.Run(() => StepRemains.Examine(folder, restored, outcome, _request.OutputLimitBytes, cancellationToken), cancellationToken);
        using var writer = _host.Store.BeginSnapshot(_host.Random, buildsOnStored: restore.Mode == CertificateRestore.Checkpoint);
        var capture = await Task.Run(() => writer.Capture(MakeCapture(folder, restored, remains, untouchedBefore, observed), cancellationToken), cancellationToken);
        var outputs = Observe(folder, restored, outcome, remains, capture, attempts, observed);

        _request.Progress?.Invoke(EpisodePhase.Committing);
        cancellationToken.ThrowIfCancellationRequested();
        var nodeId = EpisodeCertifier.NodeIdFor(_entropy, outputs.Digest);
        if (earlier?.NodeId is { } earlierNode)
        {
            return Repeat(earlier, earlierNode, nodeId, outputs);
        }

        var (episode, snapshot) = new EpisodeCertifier(_host, _clock, _protection).Certify(_request, _spec, run, outputs, restore, _entropy, nodeId, writer);
        _host.Store.Commit(new NodeCommit(episode.Node, episode.Run, snapshot, episode.Documents));
        return new EpisodeResult(episode.Run, episode.Node, episode.Result, outputs.Response, snapshot.StoredBytes);
    }

    private async Task<(RestoredTree Restored, CertificateRestore Restore, long UntouchedBefore, StepOutcome Outcome)> TryAsync(
        string runId, RunFolder folder, StepNetwork network, CancellationToken cancellationToken)
    {
        _request.Progress?.Invoke(EpisodePhase.Restoring);
        var (restored, restore) = await Task.Run(() => _intake.Restore(folder, cancellationToken), cancellationToken);

        _request.Progress?.Invoke(EpisodePhase.Running);
        var untouchedBefore = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick - RacyNanoseconds;
        var preparation = new StepPreparation(_host, _request, runId, folder, _protection);
        var command = preparation.MakeCommand(network.Variables);
        var programs = _request.Policy is { } policy ? new ProgramGate(policy, command).Check() : null;
        var options = preparation.MakeOptions() with
        {
            AllowedPrograms = _enforcement is { RestrictsPrograms: true } ? programs : null,
            Confinement = _protection.IsConfined ? preparation.MakeConfinement(network) : null,
        };
        return (restored, restore, untouchedBefore, await network.GuardAsync(token => StepRunner.RunAsync(command, options, token), cancellationToken));
    }

    private EpisodeResult Repeat(RunRecord earlier, string earlierNode, string nodeId, EpisodeOutputs outputs)
    {
        if (!string.Equals(earlierNode, nodeId, StringComparison.Ordinal) || _host.Store.FindNode(nodeId) is not { } node)
        {
            throw new SwarmException(
                ErrorCode.NotDeterministic,
                $"The deterministic run {earlier.RunId} gave other outputs than before, when it made node {earlierNode}: the step is not deterministic. Make it so, or use another seed.");
        }

        var result = StrictJson.Parse(DocumentFile.Read(_host.Store.Layout.NodeFile(nodeId, NodeFiles.Result)), ContractJson.Default.RunResult, NodeFiles.Result);
        return new EpisodeResult(earlier, node, result, outputs.Response, StoredBytes: 0);
    }

    private CaptureRequest MakeCapture(RunFolder folder, RestoredTree restored, StepRemains remains, long untouchedBefore, ObservedProtection observed) => new()
    {
        WorkspaceFolder = folder.Workspace,
        StateFile = remains.StateRefused is null && File.Exists(folder.StateFile) ? folder.StateFile : null,
        StateEntry = remains.StateRefused is null ? null : FindState(restored),
        LogFile = remains.IsLogIntact ? folder.Log : null,
        ResponseFile = remains.IsResponseWithinLimit ? folder.Output : null,
        ReceiptsFile = observed.ReceiptsSha256 is null ? null : folder.Receipts,
        Restored = restored,
        UntouchedBeforeNanoseconds = untouchedBefore,
        LimitBytes = _request.OutputLimitBytes,
    };

    private EpisodeOutputs Observe(RunFolder folder, RestoredTree restored, StepOutcome outcome, StepRemains remains, CaptureResult capture, int attempts, ObservedProtection observed)
    {
        var errors = new List<ErrorEntry>();
        if (capture.OverLimit.Count > 0 || !remains.IsResponseWithinLimit)
        {
            var left = remains.IsResponseWithinLimit ? capture.OverLimit : ["$SWARM_OUTPUT", .. capture.OverLimit];
            errors.Add(ErrorEntry.From(ErrorCode.StepLimitExceeded, $"The step left more than {_request.OutputLimitBytes} bytes; left out: {Name(left)}."));
        }

        if (RunStatus.ErrorOf(outcome.Status) is { } code)
        {
            errors.Add(ErrorEntry.From(code, Describe(outcome)));
        }

        errors.AddRange(Refusals(restored, remains).Select(refusal => ErrorEntry.From(ErrorCode.StepFailed, refusal)));
        if (capture.Refused.Count > 0)
        {
            var reasons = capture.Refused.GroupBy(refused => refused.Reason, StringComparer.Ordinal)
                .Select(group => $"{Name([.. group.Select(refused => refused.Path)])} ({group.Key})");
            _request.Warning?.Invoke($"Left out, because no snapshot can hold it: {string.Join("; ", reasons.Take(MostReasons))}.");
        }

        if (capture.WithoutAttributes.Count > 0)
        {
            _request.Warning?.Invoke($"Kept without extended attributes, which cannot be read or are larger than 64 KiB: {Name(capture.WithoutAttributes)}.");
        }

        if (capture.RulesProblem is { } problem)
        {
            _request.Warning?.Invoke($"Nothing of the workspace was left out. {problem}");
        }

        if (outcome.KilledDescendants > 0)
        {
            _request.Warning?.Invoke($"The step left {outcome.KilledDescendants} process(es) behind; they were ended.");
        }

        if (remains.StateUnchecked.Count > 0)
        {
            _request.Warning?.Invoke($"The state was kept, and this SQLite could not check all of it: it lacks {string.Join(", ", remains.StateUnchecked)}.");
        }

        var status = RunStatus.All.FirstOrDefault(status => errors.Count > 0 && RunStatus.ErrorOf(status)?.Name == errors[0].Code, RunStatus.Succeeded);
        var (digest, response) = ReadResponse(folder, capture.Manifest.Response);
        return new EpisodeOutputs(status, outcome.ExitCode, capture, outcome.LogDigest, digest, response, remains.StateRefused, errors, attempts, observed) { StateUnchecked = remains.StateUnchecked };
    }

    private static IEnumerable<string> Refusals(RestoredTree restored, StepRemains remains)
    {
        if (remains.StateRefused is { } reason)
        {
            var instead = FindState(restored) is null ? "the node's state is empty" : "the node keeps the one that the step started from";
            yield return $"The state that the step left was refused ({reason}); {instead}.";
        }

        if (!remains.HasWorkspace)
        {
            yield return "The step put something else in the place of its workspace's folder; the node's workspace is empty.";
        }

        if (!remains.IsLogIntact)
        {
            yield return "The step altered its own log, so the log is not kept; the certificate names the one that was written.";
        }
    }

    private static ManifestEntry? FindState(RestoredTree restored) =>
        restored.Manifest.Entries.FirstOrDefault(entry => string.Equals(entry.Path, ManifestEntry.StatePath, StringComparison.Ordinal));

    private string Describe(StepOutcome outcome) => outcome.Status switch
    {
        RunStatus.StepTimedOut => $"The step was ended at its deadline of {_request.Timeout!.Value.TotalSeconds:0.###} s.",
        RunStatus.StepLimitExceeded when outcome.ExceedingMemoryBytes is { } bytes =>
            $"The step was ended because its processes held {bytes} bytes of memory; the policy allows {_request.Policy!.Document.Limits!.MemoryBytes}.",
        RunStatus.StepLimitExceeded when outcome.ExceedingProcesses is { } processes =>
            $"The step was ended because it had {processes} processes and threads; the policy allows {_request.Policy!.Document.Limits!.Processes}.",
        RunStatus.StepLimitExceeded when outcome.LogBytes >= _request.LogLimitBytes => $"The step was ended because it logged more than {_request.LogLimitBytes} bytes.",
        RunStatus.StepLimitExceeded => $"The step was ended because its workspace grew beyond {_request.OutputLimitBytes} bytes.",
        _ => $"The step ended with exit code {outcome.ExitCode}; its log says why.",
    };

    private static string Name(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Take(3).Select(path => $"'{Shorten(path)}'")) + (paths.Count > 3 ? $" and {paths.Count - 3} more" : string.Empty);

    private static string Shorten(string path) => path.Length <= MostShown ? path : $"{path[..MostShown]}…";

    private static (Digest? Digest, string? Text) ReadResponse(RunFolder folder, ManifestEntry? entry)
    {
        if (entry is null)
        {
            return (null, null);
        }

        using var stream = new FileStream(folder.Output, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var digest = new Digest(SHA256.HashData(stream));
        stream.Position = 0;
        return (digest, ResponseText.Read(stream));
    }

    private static async Task WatchForCancelAsync(RunFolder folder, CancellationTokenSource cancellation)
    {
        try
        {
            while (!folder.IsCancelRequested)
            {
                await Task.Delay(CancelPoll, cancellation.Token);
            }

            await cancellation.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private void Record(RunRecord run, Exception exception)
    {
        var failed = run with
        {
            Status = exception is OperationCanceledException ? RunStatus.Cancelled : RunStatus.Failed,
            Message = exception is OperationCanceledException ? "The run was cancelled." : exception.Message,
            ErrorCode = exception is SwarmException known ? known.Code : exception is OperationCanceledException ? ErrorCode.Cancelled.Name : ErrorCode.Unexpected.Name,
            WorkFolder = null,
            FinishedAt = RecordedClock.Format(_clock.Now),
        };
        try
        {
            // What was committed is not made to look failed by what went wrong after it.
            if (_host.Store.FindRun(run.RunId) is not { NodeId: not null })
            {
                _host.Store.PutRun(failed);
            }
        }
        catch (SwarmException)
        {
            // The first failure is the one to report.
        }
    }
}
