using Swarm.Backends.Archives;
using Swarm.Backends.Http;
using Swarm.Core.Errors;

namespace Swarm.Backends.Remote;

/// <summary>
/// A service that executes runs: GitHub or GitLab. What identifies a run there is its <see cref="BackendReference"/>, which is
/// kept, so that another process can go on with it. Every failure is a <see cref="SwarmException"/> with a code of the service
/// (<c>GH_…</c>, <c>GL_…</c>), and holds no token. May be used by many threads.
/// </summary>
public interface IRunBackend : IDisposable
{
    /// <summary>The backend's name, as runs are recorded with it: <c>github</c> or <c>gitlab</c>.</summary>
    string Name { get; }

    /// <summary>Checks a workflow's pin with the service: its file is there at the commit, and the branch or tag to dispatch is at that commit.</summary>
    /// <param name="workflowRef">The pinned workflow.</param>
    /// <param name="dispatchRef">The branch or tag to dispatch; null for the default branch.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>What can be dispatched. Its reference, whose run is not known yet, is to be kept before the dispatch.</returns>
    /// <exception cref="SwarmException">It is not pinned, malformed, or at another commit (<c>WORKFLOW_REF_…</c>), or the service refuses.</exception>
    Task<BackendTarget> ResolveAsync(string? workflowRef, string? dispatchRef, CancellationToken cancellationToken = default);

    /// <summary>
    /// Starts a run, once. What the service may have accepted is never sent again: where the answer is lost, the run is looked
    /// for by its request id.
    /// </summary>
    /// <param name="target">What to start, its pin checked by this backend.</param>
    /// <param name="requestId">An id that no other dispatch has: 8 to 100 letters, digits and hyphens.</param>
    /// <param name="inputs">The workflow's inputs, <c>request_id</c> among them. No open secret belongs there.</param>
    /// <param name="cancellationToken">Ends the call, and leaves it unknown whether a run was started.</param>
    /// <exception cref="SwarmException">
    /// The service refused, and no run was started; or it is not known whether one was (<c>GH_RUN_UNKNOWN</c>, <c>GL_RUN_UNKNOWN</c>):
    /// then ask <see cref="FindAsync"/> later; or the branch or tag moved meanwhile (<c>WORKFLOW_REF_UNPINNED</c>), and the run was cancelled.
    /// </exception>
    Task<BackendRun> DispatchAsync(
        BackendTarget target, string requestId, IReadOnlyDictionary<string, string> inputs, CancellationToken cancellationToken = default);

    /// <summary>Looks once for the run of a dispatch whose answer was lost.</summary>
    /// <param name="reference">What was dispatched.</param>
    /// <param name="requestId">The dispatch's request id.</param>
    /// <param name="since">A moment of the service's clock before the dispatch; null for however long ago.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The run, or null where none is to be seen.</returns>
    /// <exception cref="SwarmException">More than one run has the request id, or the service refuses.</exception>
    Task<BackendRun?> FindAsync(BackendReference reference, string requestId, DateTimeOffset? since, CancellationToken cancellationToken = default);

    /// <summary>Looks at a run.</summary>
    /// <param name="reference">The run.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="SwarmException">It is gone, at another commit than the pinned one, or the service refuses.</exception>
    Task<BackendRun> GetAsync(BackendReference reference, CancellationToken cancellationToken = default);

    /// <summary>Waits until a run has ended, however it ended. Failures that may pass are waited out.</summary>
    /// <param name="reference">The run.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="changed">Is told of the run when it is first seen, and when it changes; or null.</param>
    /// <param name="cancellationToken">Ends the wait; the run goes on.</param>
    /// <returns>The run as it ended.</returns>
    /// <exception cref="SwarmException">It does not end in time (<c>GH_TIMEOUT</c>, <c>GL_TIMEOUT</c>), is deleted meanwhile, or the service refuses.</exception>
    Task<BackendRun> WaitAsync(
        BackendReference reference, TimeSpan deadline, Action<BackendRun>? changed = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a run: cancels it, and after a grace time forces that.</summary>
    /// <param name="reference">The run.</param>
    /// <param name="grace">How long it may take to end by itself; as long again is waited for the forced end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The run as it ended, which may be otherwise than cancelled.</returns>
    /// <exception cref="SwarmException">The service refuses, or the run does not end.</exception>
    Task<BackendRun> StopAsync(BackendReference reference, TimeSpan grace, CancellationToken cancellationToken = default);

    /// <summary>
    /// Fetches what a run left into one new folder: the artifact named by its request id, and the Sigstore bundle of the artifact
    /// <c>&lt;request id&gt;-attestation</c> where there is one. The folder is whole or not there. Nothing in it is verified yet.
    /// </summary>
    /// <param name="reference">The run, which has ended.</param>
    /// <param name="requestId">Its request id.</param>
    /// <param name="folder">The folder to make; nothing may be there.</param>
    /// <param name="limits">What bounds the artifact; null for the usual limits.</param>
    /// <param name="cancellationToken">Ends it and leaves nothing.</param>
    /// <exception cref="SwarmException">
    /// The run has not ended, left no such artifact (<c>ARTIFACT_MISSING_ARCHIVE</c>, which names how it ended) or one that is refused
    /// (<c>ARTIFACT_ARCHIVE_INVALID</c>), the artifact is over its time (<c>GH_GONE</c>, <c>GL_GONE</c>), or the service refuses.
    /// </exception>
    Task<BackendArtifacts> DownloadAsync(
        BackendReference reference, string requestId, string folder, ArchiveLimits? limits = null, CancellationToken cancellationToken = default);

    /// <summary>Fetches the service's own log of a run's jobs, as one text. Other people's programs wrote it: it may hold anything, escape sequences too.</summary>
    /// <param name="reference">The run.</param>
    /// <param name="destination">The file to make; nothing may be there.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="cancellationToken">Ends it and leaves nothing.</param>
    /// <exception cref="SwarmException">There is none, it is larger, or the service refuses.</exception>
    Task<DownloadedFile> DownloadLogAsync(
        BackendReference reference, string destination, long limit = 64 * 1024 * 1024, CancellationToken cancellationToken = default);
}
