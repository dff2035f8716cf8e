using System.Runtime.CompilerServices;
using Swarm.Backends.Remote;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Execution.Folders;

namespace Swarm.Engine.Remote;

/// <summary>
/// The life of a run that executes on a backend: dispatched, waited for, collected, cancelled. The store keeps what the next
/// process needs to go on with it, so that one that ends in between loses nothing.
/// </summary>
internal sealed class DispatchedRunService(SwarmSession session)
{
    /// <summary>Dispatches a run and, unless that is not wanted, waits for it and collects it.</summary>
    public async Task<RunInfo> RunAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Backend!;
        using var backend = await OpenAsync(asked.Name, asked.Access, cancellationToken);
        var runId = await new RunDispatch(session, backend, request).SendAsync(cancellationToken);
        if (asked.NoWait)
        {
            return session.Runs.Get(runId);
        }

        await WaitAsync(backend, runId, asked.Access, cancellationToken);
        return await ReceiveAsync(backend, runId, asked.Trust, cancellationToken);
    }

    /// <summary>Waits until a run has ended where it executes. It stays pending until it is collected.</summary>
    public async Task<RunInfo> WaitAsync(string runId, BackendAccess access, CancellationToken cancellationToken)
    {
        using var backend = await OpenAsync(session.Remote.Get(runId).Backend, access, cancellationToken);
        await WaitAsync(backend, runId, access, cancellationToken);
        return session.Runs.Get(runId);
    }

    /// <summary>Fetches and collects a run that has ended where it executes.</summary>
    public async Task<RunInfo> ReceiveAsync(string runId, CollectTrust trust, BackendAccess access, CancellationToken cancellationToken)
    {
        using var backend = await OpenAsync(session.Remote.Get(runId).Backend, access, cancellationToken);
        return await ReceiveAsync(backend, runId, trust, cancellationToken);
    }

    /// <summary>Cancels a run, by force after a grace time. One that ended before it was cancelled stays to be collected.</summary>
    public async Task<RunInfo> CancelAsync(string runId, BackendAccess access, CancellationToken cancellationToken)
    {
        using var backend = await OpenAsync(session.Remote.Get(runId).Backend, access, cancellationToken);
        if (await FindAsync(backend, runId, cancellationToken) is not { } reference)
        {
            return session.Remote.Close(runId, RunStatus.Abandoned, ErrorCode.Cancelled, "It was given up before the backend showed any run of it.");
        }

        var run = await backend.StopAsync(reference, access.Grace, cancellationToken);
        return string.Equals(run.Conclusion, Conclusions.Cancelled, StringComparison.Ordinal)
            ? session.Remote.Close(runId, RunStatus.Cancelled, ErrorCode.Cancelled, $"It was cancelled at {run.WebAddress ?? backend.Name}.")
            : session.Runs.Get(runId);
    }

    /// <summary>Gives the backend's own log of a run that was not collected yet.</summary>
    public async IAsyncEnumerable<string> ReadLogAsync(string runId, bool follow, BackendAccess access, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var backend = await OpenAsync(session.Remote.Get(runId).Backend, access, cancellationToken);
        var reference = await RequireReferenceAsync(backend, runId, cancellationToken);
        if (follow)
        {
            await backend.WaitAsync(reference, access.Deadline, access.Changed, cancellationToken);
        }

        using var folder = RunFolder.Create(session.Configuration.WorkFolder!, Identifier.Create("log-", session.Options.Random));
        var log = await backend.DownloadLogAsync(reference, Path.Combine(folder.Path, "jobs.log"), session.Configuration.LogLimitBytes ?? 64L << 20, cancellationToken);
        using var reader = new StreamReader(log.Path);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return PlainLine.Of(line);
        }
    }

    private Task<IRunBackend> OpenAsync(string name, BackendAccess access, CancellationToken cancellationToken) =>
        BackendFactory.OpenAsync(name, access, session.Options, session.Configuration, cancellationToken);

    private async Task WaitAsync(IRunBackend backend, string runId, BackendAccess access, CancellationToken cancellationToken)
    {
        var reference = await RequireReferenceAsync(backend, runId, cancellationToken);
        await backend.WaitAsync(reference, access.Deadline, access.Changed, cancellationToken);
    }

    private async Task<RunInfo> ReceiveAsync(IRunBackend backend, string runId, CollectTrust trust, CancellationToken cancellationToken)
    {
        if (session.Runs.Get(runId).Record is not { Status: RunStatus.Pending })
        {
            return session.Runs.Get(runId, withResponse: true);
        }

        var reference = await RequireReferenceAsync(backend, runId, cancellationToken);
        var run = await backend.GetAsync(reference, cancellationToken);
        if (!run.IsCompleted)
        {
            throw new SwarmException(ErrorCode.RunUnfinished, $"Run {runId} is {run.ServiceStatus} at {run.WebAddress ?? backend.Name}: wait for it, and collect it then.");
        }

        using var folder = RunFolder.Create(session.Configuration.WorkFolder!, Identifier.Create("receive-", session.Options.Random));
        var artifacts = Path.Combine(folder.Path, "artifacts");
        try
        {
            await backend.DownloadAsync(reference, runId, artifacts, limits: null, cancellationToken);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.ArtifactMissingArchive && !string.Equals(run.Conclusion, Conclusions.Success, StringComparison.Ordinal))
        {
            // It ended, and what it did not leave it will never leave.
            var isCancelled = string.Equals(run.Conclusion, Conclusions.Cancelled, StringComparison.Ordinal);
            session.Remote.Close(
                runId, isCancelled ? RunStatus.Cancelled : RunStatus.Failed, isCancelled ? ErrorCode.Cancelled : exception.ErrorCode, exception.Message);
            throw;
        }

        if (session.Remote.ReadError(runId, artifacts) is [var error, ..])
        {
            var failure = new SwarmException(ErrorCode.Find(error.Code), $"The episode failed at {run.WebAddress ?? backend.Name}: {error.Message}");
            session.Remote.Close(runId, RunStatus.Failed, failure.ErrorCode, failure.Message);
            throw failure;
        }

        return await Task.Run(() => session.Remote.Collect(new CollectRequest(trust, runId, artifacts), cancellationToken), cancellationToken);
    }

    private async Task<BackendReference> RequireReferenceAsync(IRunBackend backend, string runId, CancellationToken cancellationToken) =>
        await FindAsync(backend, runId, cancellationToken) ?? throw new SwarmException(
            ErrorCode.RunUnfinished,
            $"No run of request {runId} is to be seen at {backend.Name} yet, and whether it was started is not known: wait again later, or give it up by cancelling it.");

    // A dispatch whose answer was lost is looked for by its request id, and never sent again.
    private async Task<BackendReference?> FindAsync(IRunBackend backend, string runId, CancellationToken cancellationToken)
    {
        var remote = session.Remote.Get(runId);
        if (remote.Reference is not { } kept)
        {
            return null;
        }

        var reference = BackendReference.Parse(kept);
        if (reference.RunId is not null)
        {
            return reference;
        }

        if (await backend.FindAsync(reference, remote.RunId, since: null, cancellationToken) is not { } run)
        {
            return null;
        }

        session.Remote.SetReference(runId, run.Reference);
        return run.Reference;
    }
}
