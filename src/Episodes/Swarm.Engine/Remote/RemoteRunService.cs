using Swarm.Backends.Remote;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Core.Time;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Ratchet;
using Swarm.Engine.Networking;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Execution.Episodes;
using Swarm.Storage.Bundles;
using Swarm.Storage.Runs;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Remote;

/// <summary>The operator's side of runs that execute on a backend's runner. It knows files alone; who carries them is for a backend.</summary>
public sealed class RemoteRunService
{
    private const int NonceSize = 16;

    private readonly SwarmSession _session;

    internal RemoteRunService(SwarmSession session) => _session = session;

    /// <summary>Makes what a runner needs for a run, sealed to that runner, and records the run as pending.</summary>
    /// <param name="request">The run, and where it is to execute.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <exception cref="SwarmException">
    /// The workflow is not pinned (<c>WORKFLOW_REF_*</c>), the request does not fit a workflow's input or is not for a backend
    /// (<c>SPEC_INVALID</c>), or the node cannot be read.
    /// </exception>
    public PreparedRun Prepare(RemoteRunRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        _session.Sweep();
        var pin = WorkflowPin.Parse(request.WorkflowRef).ToString();
        var recipient = AgeRecipient.Parse(request.Recipient);
        RequireCommit(request.RequiredCommit);
        if (request.Run.Seed is not null)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "A deterministic run never executes on a backend, where its seed would have to travel: leave the seed out, or run it locally.");
        }

        if (request.Run.Secrets.Count > 0)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "A run on a backend takes no secrets along: what it needs is set where it runs. Leave them out, or run it locally.");
        }

        var episode = Complete(RequestComposer.Compose(_session, request.Run), request.AllowUnconfined);
        _session.Store.RequireReady(episode.Parent);
        var spec = Episode.Describe(episode);
        episode = RunExit.Complete(_session, request.Run, episode);
        using var workerKey = episode.Exit?.WorkerKey;
        var runId = episode.RunId ?? Identifier.Create(Identifier.RunPrefix, _session.Options.Random);
        var bundle = ExportBundle(request, episode, runId, recipient, cancellationToken);
        try
        {
            var remote = new RemoteRun
            {
                RunId = runId,
                Backend = request.Backend,
                Spec = spec,
                WorkflowRef = pin,
                RequiredCommit = request.RequiredCommit,
                BundleSha256 = bundle?.Locator.BundleSha256,
                Policy = RemoteEpisodePolicy.From(episode.Policy),
                AllowUnconfined = request.AllowUnconfined,
                CreatedAt = RecordedClock.Format(_session.Clock.Now),
            };
            var named = bundle is null ? null : new RemoteEpisodeBundle { Locator = request.Locator, Sha256 = bundle.Locator.BundleSha256, Size = bundle.Locator.Size };
            var text = Seal(request, remote, episode, named, recipient);
            Write(remote);
            _session.Store.PutRun(RunRecord.Pending(remote));
            return new PreparedRun(runId, HashOf(spec), text, bundle?.Path, named, bundle?.Warnings ?? []);
        }
        catch when (bundle is not null)
        {
            File.Delete(bundle.Path);
            throw;
        }
    }

    /// <summary>Gives what is kept of a remote run.</summary>
    /// <param name="id">Its id, or an unambiguous beginning of it.</param>
    /// <exception cref="SwarmException">There is no such run, or it is a local one (<c>SPEC_INVALID</c>).</exception>
    public RemoteRun Get(string id) => Read(NodeResolver.ResolveRun(_session.Store, id));

    /// <summary>Keeps what a backend needs to find a run again.</summary>
    /// <param name="id">The run.</param>
    /// <param name="reference">The backend's own; no secret.</param>
    public void SetReference(string id, BackendReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        Write(Get(id) with { Reference = reference.ToJson() });
    }

    /// <summary>Records that a pending run ended without a node.</summary>
    /// <param name="id">The run.</param>
    /// <param name="status"><see cref="RunStatus.Failed"/>, <see cref="RunStatus.Cancelled"/> or <see cref="RunStatus.Abandoned"/>.</param>
    /// <param name="code">What went wrong.</param>
    /// <param name="message">What went wrong, in one line.</param>
    /// <returns>The run; one that has ended already stays as it is.</returns>
    public RunInfo Close(string id, string status, ErrorCode code, string message)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (status is not (RunStatus.Failed or RunStatus.Cancelled or RunStatus.Abandoned))
        {
            throw new ArgumentException("A run without a node ends failed, cancelled or abandoned.", nameof(status));
        }

        var run = NodeResolver.ResolveRun(_session.Store, id);
        if (IsOpen(run))
        {
            _session.Store.PutRun(run with { Status = status, ErrorCode = code.Name, Message = message, FinishedAt = RecordedClock.Format(_session.Clock.Now) });
        }

        return _session.Runs.Get(run.RunId);
    }

    /// <summary>
    /// Takes in what a runner gave out: everything is verified first, and then the node appears at once, or nothing does. It can
    /// be repeated, whenever and however often it was interrupted; once the run is collected, nothing changes any more.
    /// </summary>
    /// <param name="request">The run, its artifacts and what they are held against.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <returns>The run, with its node.</returns>
    /// <exception cref="SwarmException">Something is missing or does not hold (<c>ARTIFACT_*</c>, <c>CERTIFICATE_*</c>, <c>ATTESTATION_*</c>, <c>POLICY_HASH_MISMATCH</c>, <c>CAPABILITY_INVALID</c>, <c>RESTORE_FAILED</c>).</exception>
    public RunInfo Collect(CollectRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequireCommit(request.RequiredCommit);
        _session.Sweep();
        var run = NodeResolver.ResolveRun(_session.Store, request.RunId);
        var collection = new Collection(_session, request, run, Read(run));
        collection.Collect(cancellationToken);
        var collected = _session.Runs.Get(run.RunId, withResponse: true);
        return IsOpen(run) ? collected with { Warning = BranchTips.DescribeAmbiguity(_session.Store, run.Label) } : collected;
    }

    /// <summary>Gives the page of a run at its backend; null for a local run, and while it is not known.</summary>
    internal string? FindWebAddress(RunRecord run) =>
        !string.Equals(run.Backend, BackendNames.Local, StringComparison.Ordinal) && File.Exists(_session.Store.Layout.RemoteFile(run.RunId)) && Read(run).Reference is { } reference
            ? BackendReference.Parse(reference).WebAddress
            : null;

    /// <summary>Reads why an episode failed on its runner, so that there is no node. It is not signed: it explains, and nothing follows from it.</summary>
    /// <param name="id">The run: its id, or an unambiguous beginning of it.</param>
    /// <param name="folder">The folder that holds what the runner gave out, relative to the current folder.</param>
    /// <returns>What went wrong, opened where it was sealed; null where the runner told of no failure.</returns>
    /// <exception cref="SwarmException">There is no such run, or the file is malformed or of another run (<c>ARTIFACT_RESULT_INVALID</c>).</exception>
    public IReadOnlyList<ErrorEntry>? ReadError(string id, string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return EpisodeErrorFile.Read(_session.Resolve(folder), NodeResolver.ResolveRun(_session.Store, id).RunId, _session.Store.Keys.Sealing);
    }

    internal static bool IsOpen(RunRecord run) => run is { NodeId: null, Status: RunStatus.Pending or RunStatus.Running };

    private static Digest HashOf(RunSpec spec) => Digest.Compute(CanonicalJson.Serialize(spec, ContractJson.Default.RunSpec));

    private static void RequireCommit(string? commit)
    {
        if (commit is not null && !WorkflowPin.IsCommit(commit))
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"'{commit}' is no commit: give its 40 hexadecimal digits.");
        }
    }

    // What an episode would add while it begins is in the spec beforehand, so that the operator knows the request's digest.
    private EpisodeRequest Complete(EpisodeRequest episode, bool allowUnconfined) => episode with
    {
        Sandbox = episode.Sandbox ?? (allowUnconfined ? null : SandboxModes.Confined),
        Step = episode.Step with { PowerShellPath = episode.Step.PowerShellPath ?? "pwsh" },
        Nonce = episode is { ValidFor: not null, Nonce: null } ? Convert.ToHexStringLower(_session.Options.Random.GetBytes(NonceSize)) : episode.Nonce,
    };

    private ExportedBundle? ExportBundle(RemoteRunRequest request, EpisodeRequest episode, string runId, AgeRecipient recipient, CancellationToken cancellationToken)
    {
        if (episode is { Parent: null, WorkspaceSource: null, StateSource: null })
        {
            return null;
        }

        var folder = _session.Resolve(request.Folder);
        DurableFile.CreateDirectory(folder);

        // A fork's bundle is that of the node that it shares with, as its capabilities are.
        var node = episode.Parent is not { } parent || string.Equals(parent.OriginNodeId, parent.NodeId, StringComparison.Ordinal)
            ? episode.Parent
            : (_session.Store.FindNode(parent.OriginNodeId) ?? throw new SwarmException(ErrorCode.NodeNotFound, $"Node {parent.OriginNodeId}, from which {parent.NodeId} is a fork, is gone.")) with { IsRemoved = false };
        var export = new BundleExport { Node = node!, Destination = Path.Combine(folder, $"{runId}.bundle.age"), Recipients = [recipient] };
        return node is null ? LaunchBundle.Make(_session, episode, export, cancellationToken) : BundleExporter.Export(_session.Store, export, _session.Options.Random, cancellationToken);
    }

    private string Seal(RemoteRunRequest request, RemoteRun remote, EpisodeRequest episode, RemoteEpisodeBundle? bundle, AgeRecipient recipient)
    {
        var parent = episode.Parent;
        using var state = parent is null ? null : _session.Store.OpenCapability(parent, RatchetKind.State);
        using var net = parent is null ? null : _session.Store.OpenCapability(parent, RatchetKind.Net);
        var sealedOne = new RemoteEpisodeRequest
        {
            RunId = remote.RunId,
            Spec = remote.Spec,
            WorkflowRef = remote.WorkflowRef,
            Parent = parent is null ? null : new RemoteEpisodeParent
            {
                Node = parent.ToDocument(),
                OriginNodeId = parent.OriginNodeId,
                CertificateSha256 = parent.CertificateSha256,
                StateCap = state!.Serialize(),
                NetCap = net!.Serialize(),
            },
            Bundle = bundle,
            Policy = remote.Policy,
            Exit = episode.Exit is { } exit ? new RemoteEpisodeExit { Ticket = exit.Ticket.Export(), WorkerSeed = exit.WorkerKey.ExportSeed() } : null,
            Recipient = _session.Store.Keys.Public.Recipient.ToString(),
            AllowUnconfined = request.AllowUnconfined,
            EchoOutput = request.EchoOutput,
            CreatedAt = remote.CreatedAt,
        };
        try
        {
            return RequestSeal.Seal(sealedOne, recipient, _session.Options.Random);
        }
        finally
        {
            RequestSeal.Forget(sealedOne);
        }
    }

    private RemoteRun Read(RunRecord run)
    {
        var file = _session.Store.Layout.RemoteFile(run.RunId);
        return File.Exists(file)
            ? StrictJson.Parse(DocumentFile.Read(file), ContractJson.Default.RemoteRun, Path.GetFileName(file))
            : throw new SwarmException(ErrorCode.SpecInvalid, $"Run {run.RunId} is a local one ({run.Status}): only a run that executes elsewhere is collected.");
    }

    private void Write(RemoteRun remote)
    {
        DurableFile.CreateDirectory(_session.Store.Layout.Remote);
        DurableFile.Write(_session.Store.Layout.RemoteFile(remote.RunId), CanonicalJson.Serialize(remote, ContractJson.Default.RemoteRun));
    }
}
