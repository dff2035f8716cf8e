using Swarm.Backends.Remote;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Engine.Bundles;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Execution.Folders;

namespace Swarm.Engine.Remote;

/// <summary>One run that is handed to a backend: its pin checked, sealed to its runner, recorded, and sent once.</summary>
internal sealed class RunDispatch(SwarmSession session, IRunBackend backend, RunRequest request)
{
    private readonly BackendRequest _asked = request.Backend!;

    /// <summary>Sends it.</summary>
    /// <returns>The run's id. The store has it as pending.</returns>
    public async Task<string> SendAsync(CancellationToken cancellationToken)
    {
        var target = await backend.ResolveAsync(_asked.WorkflowRef ?? session.Configuration.WorkflowRef, _asked.DispatchRef, cancellationToken);
        using var folder = RunFolder.Create(session.Configuration.WorkFolder!, Identifier.Create("dispatch-", session.Options.Random));
        var prepared = await Task.Run(() => session.Remote.Prepare(Describe(target, folder.Path), cancellationToken), cancellationToken);
        request.Started?.Invoke(prepared.RunId);
        foreach (var warning in prepared.Warnings)
        {
            request.Warning?.Invoke(warning);
        }

        var inputs = await PutBundleAsync(prepared, target, cancellationToken);

        // From here on the run may be there, whatever becomes of this process: it is found by its id.
        session.Remote.SetReference(prepared.RunId, target.Reference);
        await DispatchAsync(target, prepared.RunId, inputs, cancellationToken);
        return prepared.RunId;
    }

    private RemoteRunRequest Describe(BackendTarget target, string folder) => new()
    {
        Run = request,
        Backend = _asked.Name,
        WorkflowRef = target.Reference.WorkflowRef,
        Recipient = _asked.Recipient ?? session.Configuration.RunnerRecipient ?? throw new SwarmException(
            ErrorCode.SpecInvalid,
            "The run is sealed to its runner, and no recipient of one is known: name it, or set 'runner_recipient' to the one that 'swarm init --github' gave."),
        Folder = folder,
        RequiredCommit = _asked.Trust.RequiredCommit,
        AllowUnconfined = _asked.AllowUnconfined,
        EchoOutput = _asked.EchoOutput,
    };

    private async Task<Dictionary<string, string>> PutBundleAsync(PreparedRun prepared, BackendTarget target, CancellationToken cancellationToken)
    {
        try
        {
            var locator = string.Empty;
            if (prepared is { BundlePath: { } path, Bundle: { } bundle })
            {
                var store = BundleTransfer.Open(session.Options, _asked.Access.Token, _asked.Access.StoreCredential, _asked.Access.Trace);
                var place = _asked.BundleStore ?? session.Configuration.BundleStore ?? OwnStoreOf(target);
                locator = await store.PutAsync(place, path, bundle.Sha256, cancellationToken);
            }

            return new(StringComparer.Ordinal) { ["request_id"] = prepared.RunId, ["request"] = prepared.SealedRequest, ["bundle"] = locator };
        }
        catch (OperationCanceledException)
        {
            session.Remote.Close(prepared.RunId, RunStatus.Cancelled, ErrorCode.Cancelled, "It was cancelled before it was dispatched.");
            throw;
        }
        catch (SwarmException exception)
        {
            session.Remote.Close(prepared.RunId, RunStatus.Failed, exception.ErrorCode, exception.Message);
            throw;
        }
    }

    private async Task DispatchAsync(BackendTarget target, string runId, Dictionary<string, string> inputs, CancellationToken cancellationToken)
    {
        try
        {
            var run = await backend.DispatchAsync(target, runId, inputs, cancellationToken);
            session.Remote.SetReference(runId, run.Reference);
            _asked.Access.Changed?.Invoke(run);
        }
        catch (SwarmException exception) when (!IsUnknown(exception.ErrorCode))
        {
            session.Remote.Close(runId, RunStatus.Failed, exception.ErrorCode, exception.Message);
            throw;
        }
    }

    private static string OwnStoreOf(BackendTarget target) =>
        $"{(string.Equals(target.Reference.Backend, BackendNames.GitHub, StringComparison.Ordinal) ? "gh-blob" : "gl-package")}://{target.Reference.Project}";

    private static bool IsUnknown(ErrorCode code) => code == ErrorCode.GitHubRunUnknown || code == ErrorCode.GitLabRunUnknown;
}
