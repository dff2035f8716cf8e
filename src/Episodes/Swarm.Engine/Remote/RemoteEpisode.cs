using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Core.Time;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Signing;
using Swarm.Engine.Sessions;
using Swarm.Execution.Episodes;
using Swarm.Execution.Networks;
using Swarm.Execution.Policies;
using Swarm.Execution.Scripts;
using Swarm.Networking.Tickets;
using Swarm.Storage.Bundles;
using Swarm.Storage.Locks;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Remote;

/// <summary>
/// The runner's side of a remote run: opens what is sealed to the runner, executes the same episode as a local run in a store of
/// its own under keys that are made for it, and writes what leaves the runner, sealed to the operator.
/// </summary>
public static class RemoteEpisode
{
    // The request's characters, and what a shell may add at its end.
    private const int MostRequestBytes = RequestSeal.MostCharacters + 1024;

    /// <summary>Runs one episode to its end. Where it fails itself, the folder holds <c>error.json</c> alone.</summary>
    /// <param name="options">What the face gives; no store of the user's is opened.</param>
    /// <param name="episode">The request, and what is known of the job.</param>
    /// <param name="cancellationToken">Ends the step with all its descendants; nothing is written.</param>
    /// <returns>What was made, also where the step failed.</returns>
    /// <exception cref="SwarmException">
    /// The request does not open (<c>SEAL_INVALID</c>, <c>KEY_INVALID</c>) or is refused (<c>SCHEMA_INVALID</c>, <c>WORKFLOW_REF_*</c>,
    /// <c>SANDBOX_UNAVAILABLE</c>), the bundle is not its own (<c>ARTIFACT_*</c>), or the episode itself failed.
    /// </exception>
    public static async Task<RemoteEpisodeResult> RunAsync(SessionOptions options, RemoteEpisodeOptions episode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(episode);
        var output = RequireOutput(Path.GetFullPath(episode.Output, options.CurrentFolder));
        var summary = episode.Summary is null ? null : new EpisodeSummary(Path.GetFullPath(episode.Summary, options.CurrentFolder), episode.Warning);
        var failure = new EpisodeFailure(options.Random);
        try
        {
            var result = await RunAsync(options, episode, output, failure, cancellationToken);
            summary?.Tell(result);
            return result;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var shown = failure.Write(output, exception, episode.Warning);
            summary?.Tell(failure.RunId, shown);
            if (ReferenceEquals(shown, exception))
            {
                throw;
            }

            throw shown;
        }
    }

    private static async Task<RemoteEpisodeResult> RunAsync(
        SessionOptions options, RemoteEpisodeOptions episode, string output, EpisodeFailure failure, CancellationToken cancellationToken)
    {
        using var identity = RunnerIdentity.Take(options, episode.Identity);
        var sealedRequest = BoundedFile.Read(Path.GetFullPath(episode.Request, options.CurrentFolder), MostRequestBytes, "episode request");
        var request = RequestSeal.Open(sealedRequest, identity);
        try
        {
            episode.Started?.Invoke(request.RunId);
            failure.RunId = request.RunId;
            var facts = episode.Facts.Complete(options.ReadVariable, request.RunId);
            var pin = WorkflowPin.Parse(request.WorkflowRef);
            facts.Require(pin);
            RequireConfinement(request);
            var bundle = RequireBundle(request.Bundle, episode.Bundle is null ? null : Path.GetFullPath(episode.Bundle, options.CurrentFolder));
            var recipient = AgeRecipient.Parse(request.Recipient);
            if (!request.EchoOutput)
            {
                failure.Hide(recipient);
            }

            var work = Directory.CreateTempSubdirectory("swarm-episode-").FullName;
            try
            {
                using var store = CreateStore(options, work);
                var composed = Compose(options, episode, request) with
                {
                    Parent = request.Parent is { } parent ? ImportParent(options, store, identity, bundle!, parent, cancellationToken) : null,
                    Inputs = request.Parent is null && bundle is not null ? Import(options, store, new BundleImport { Path = bundle, Identity = identity, AllowOutwardLinks = true }, cancellationToken) : null,
                };

                using var workerKey = composed.Exit?.WorkerKey;

                // From here on a step may run: what opens further requests is gone.
                RequestSeal.Forget(request);
                identity.Dispose();
                var host = new EpisodeHost(store, Path.Combine(work, "runs"), options.Random, options.Time, PinnedTime: null, SessionOptions.Version)
                {
                    Runner = new EpisodeRunner { WorkflowRef = pin.ToString(), CommitSha = facts.CommitSha, RunnerClass = facts.RunnerClass! },
                };
                var result = await Episode.RunAsync(host, composed, cancellationToken);
                await Task.Run(() => new ArtifactWriter(store, options.Random, recipient).Write(result, output, facts.Locator, cancellationToken), cancellationToken);
                return new RemoteEpisodeResult(result.Result, result.Node.Label, result.Node.RatchetStep, output);
            }
            finally
            {
                Remove(work, episode.Warning);
            }
        }
        finally
        {
            RequestSeal.Forget(request);
        }
    }

    // While its reason may still be shown to everybody: nothing of the request's contents is in it.
    private static void RequireConfinement(RemoteEpisodeRequest request)
    {
        if (!request.AllowUnconfined && !StepProtection.Plan(request.Policy?.Read(), request.Spec.RouteMode, request.Spec.Sandbox).IsConfined)
        {
            throw new SwarmException(
                ErrorCode.SandboxUnavailable,
                "Nothing would confine the step away from the runner's keys, memory and privileges, and the request does not waive that: ask for the run with that waiver, which its certificate will name.");
        }
    }

    private static string RequireOutput(string path)
    {
        // What an earlier try left says nothing of this one.
        var error = Path.Combine(path, ArtifactFiles.Error);
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry => !string.Equals(entry, error, StringComparison.Ordinal))))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{path}' is there and not empty, and everything in it would leave the runner: name a new folder.");
        }

        if (File.Exists(error))
        {
            File.Delete(error);
        }

        return path;
    }

    private static string? RequireBundle(RemoteEpisodeBundle? expected, string? path)
    {
        if (expected is null || path is null)
        {
            return expected is null && path is null ? null : throw new SwarmException(
                expected is null ? ErrorCode.ArtifactBundleInvalid : ErrorCode.ArtifactMissingBundle,
                expected is null ? "The request starts with nothing, and a bundle is given: leave it out." : $"The request starts from the bundle {expected.Sha256}: give its file.");
        }

        using var stream = OpenBundle(path);
        return stream.Length == expected.Size && new Digest(SHA256.HashData(stream)) == expected.Sha256
            ? path
            : throw new SwarmException(ErrorCode.ArtifactBundleInvalid, $"'{path}' is not the bundle {expected.Sha256} that the request starts from: it is another, or was altered or cut short. Get it again.");
    }

    private static FileStream OpenBundle(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.ArtifactMissingBundle, $"The bundle '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    // The keys lie nowhere but in this process, and end with it.
    private static Store CreateStore(SessionOptions options, string work)
    {
        var clock = new RecordedClock(options.Time);
        var keys = new StoreKeys("runner", SigningKey.Create(options.Random), AgeIdentity.Create(options.Random), clock.Now);
        DurableFile.CreateDirectory(Path.Combine(work, "runs"));
        Store.Create(Path.Combine(work, "store"), keys, options.Random, clock);
        return Store.Open(Path.Combine(work, "store"), keys, clock, new LockPatience(TimeSpan.FromSeconds(30)));
    }

    private static NodeRecord Import(SessionOptions options, Store store, BundleImport import, CancellationToken cancellationToken)
    {
        try
        {
            return BundleImporter.Import(store, import, options.Random, new RecordedClock(options.Time), cancellationToken);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.BundleInvalid)
        {
            throw new SwarmException(ErrorCode.RestoreFailed, $"What the run starts from cannot be restored: {exception.Message}", exception);
        }
    }

    private static NodeRecord ImportParent(
        SessionOptions options, Store store, AgeIdentity identity, string bundle, RemoteEpisodeParent parent, CancellationToken cancellationToken)
    {
        using var state = Capability.Parse(parent.StateCap);
        using var net = Capability.Parse(parent.NetCap);
        var tokens = new NextTokens
        {
            NodeId = parent.OriginNodeId,
            RatchetStep = state.RatchetStep,
            StateCap = store.Seal(state, options.Random),
            NetCap = store.Seal(net, options.Random),
        };
        var import = new BundleImport
        {
            Path = bundle,
            Identity = identity,
            NextTokens = CanonicalJson.Serialize(tokens, ContractJson.Default.NextTokens),
            AllowOutwardLinks = true,
        };
        var origin = Import(options, store, import, cancellationToken);
        var node = parent.Node;
        var isWhole = string.Equals(origin.NodeId, parent.OriginNodeId, StringComparison.Ordinal) && origin.SnapshotRoot == node.SnapshotRoot
            && string.Equals(origin.StateId, node.StateId, StringComparison.Ordinal) && origin.RatchetStep == node.RatchetStep
            && origin.StateCommitment == node.StateCommitment && origin.NetCommitment == node.NetCommitment;
        return !isWhole
            ? throw new SwarmException(ErrorCode.CapabilityInvalid, $"The bundle and the capabilities are those of node {origin.NodeId}, and do not fit node {node.NodeId}, which the run starts from.")
            : origin with
            {
                NodeId = node.NodeId,
                ParentNodeId = node.ParentNodeId,
                RunId = node.RunId,
                Operation = node.Operation,
                Label = node.Label,
                CreatedAt = node.CreatedAt,
                CertificateSha256 = parent.CertificateSha256,
            };
    }

    private static EpisodeRequest Compose(SessionOptions options, RemoteEpisodeOptions episode, RemoteEpisodeRequest request)
    {
        var spec = request.Spec;
        return new EpisodeRequest
        {
            RunId = request.RunId,
            RequestHash = Digest.Compute(CanonicalJson.Serialize(spec, ContractJson.Default.RunSpec)),
            ParentBundleSha256 = request.Parent is null ? null : request.Bundle?.Sha256,
            Label = spec.Label,
            Step = new EpisodeStep
            {
                Command = spec.Command,
                Script = spec.Script,
                ScriptInput = ReadInput(spec),
                PowerShellPath = options.PowerShellPath ?? "pwsh",
            },
            Environment = spec.Environment ?? new Dictionary<string, string>(),
            CleanEnvironment = spec.CleanEnvironment ?? false,
            Timeout = spec.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            LogLimitBytes = spec.LogLimitBytes,
            OutputLimitBytes = spec.OutputLimitBytes,
            RestorePolicy = spec.RestorePolicy,
            Policy = request.Policy?.Read(),
            RouteMode = spec.RouteMode,
            Exit = request.Exit is { } exit ? new ClientExit(Ticket.Parse(exit.Ticket), SigningKey.FromSeed(exit.WorkerSeed)) : null,
            Sandbox = spec.Sandbox,
            Retries = spec.Retries ?? 0,
            Nonce = spec.Nonce,
            ValidFor = spec.ValidForSeconds is { } validity ? TimeSpan.FromSeconds(validity) : null,
            Output = request.EchoOutput ? episode.Echo : null,
            Progress = episode.Progress,

            // Warnings name the workspace's files.
            Warning = request.EchoOutput ? episode.Warning : null,
        };
    }

    private static ScriptInput? ReadInput(RunSpec spec) => spec.ScriptInput is not { } element ? null
        : JsonNode.Parse(element.GetRawText()) is JsonObject values && values["arguments"] is JsonArray arguments && values["using"] is JsonObject variables
            ? new ScriptInput((JsonArray)arguments.DeepClone(), (JsonObject)variables.DeepClone())
            : throw new SwarmException(ErrorCode.SchemaInvalid, "The run spec's script input is malformed: use the same version of Swarm on both sides.");

    // What was restored is in the open here, and the runner may serve others afterwards.
    private static void Remove(string work, Action<string>? warning)
    {
        try
        {
            TreeRemoval.Remove(work);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            warning?.Invoke($"'{work}' could not be removed, and holds the run's state and workspace: {exception.Message}");
        }
    }
}
