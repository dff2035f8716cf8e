using Swarm.Backends.Archives;
using Swarm.Backends.Http;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>Runs on GitHub Actions.</summary>
/// <param name="options">How to call GitHub.</param>
public sealed class GitHubBackend(GitHubClientOptions options) : IRunBackend
{
    /// <summary>The backend's name.</summary>
    public const string BackendName = "github";

    private readonly GitHubHost _host = options.Host;

    /// <summary>The calls of GitHub that this is made of.</summary>
    public GitHubClient Client { get; } = new(options);

    /// <inheritdoc/>
    public string Name => BackendName;

    /// <inheritdoc/>
    public async Task<BackendTarget> ResolveAsync(string? workflowRef, string? dispatchRef, CancellationToken cancellationToken = default)
    {
        var pinned = await Client.PinAsync(WorkflowReference.Parse(workflowRef, dispatchRef), cancellationToken);
        var reference = new BackendReference
        {
            Backend = Name,
            Host = _host.Name,
            Project = pinned.Workflow.Repository.ToString(),
            WorkflowRef = pinned.Workflow.ToString(),
            DispatchedRef = pinned.Reference.FullName,
        };
        return new GitHubTarget(reference, pinned);
    }

    /// <inheritdoc/>
    public async Task<BackendRun> DispatchAsync(
        BackendTarget target, string requestId, IReadOnlyDictionary<string, string> inputs, CancellationToken cancellationToken = default)
    {
        if (target is not GitHubTarget { Workflow: var pinned })
        {
            throw new ArgumentException("The target was not resolved by this backend.", nameof(target));
        }

        var dispatch = await Client.DispatchAsync(pinned, requestId, inputs, cancellationToken);
        var reference = target.Reference.Of(dispatch.RunId, dispatch.HtmlUrl);
        try
        {
            return Describe(reference, await LookAsync(reference, cancellationToken));
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.WorkflowRefUnpinned)
        {
            await TryCancelAsync(pinned.Workflow.Repository, dispatch.RunId, cancellationToken);
            throw;
        }
        catch (SwarmException)
        {
            // What was just started may not be shown yet; each later look checks its commit.
            return new BackendRun(reference, BackendRunStatus.Queued, "queued", Conclusion: null, Attempt: 1);
        }
    }

    /// <inheritdoc/>
    public async Task<BackendRun?> FindAsync(
        BackendReference reference, string requestId, DateTimeOffset? since, CancellationToken cancellationToken = default)
    {
        RequestName.Require(requestId);
        var workflow = Read(reference);
        if (await Client.FindDispatchedRunAsync(workflow, requestId, since, cancellationToken) is not { } run)
        {
            return null;
        }

        workflow.Require(run);
        return Describe(reference, run);
    }

    /// <inheritdoc/>
    public async Task<BackendRun> GetAsync(BackendReference reference, CancellationToken cancellationToken = default) =>
        Describe(reference, await LookAsync(reference, cancellationToken));

    /// <inheritdoc/>
    public async Task<BackendRun> WaitAsync(
        BackendReference reference, TimeSpan deadline, Action<BackendRun>? changed = null, CancellationToken cancellationToken = default)
    {
        var (workflow, id) = ReadRun(reference);
        var run = await Client.WaitAsync(workflow.Repository, id, deadline, Tell, cancellationToken);
        return Describe(reference, run);

        void Tell(GitHubRun seen)
        {
            workflow.Require(seen);
            changed?.Invoke(Describe(reference, seen));
        }
    }

    /// <inheritdoc/>
    public async Task<BackendRun> StopAsync(BackendReference reference, TimeSpan grace, CancellationToken cancellationToken = default)
    {
        var (workflow, id) = ReadRun(reference);
        return Describe(reference, await Client.StopAsync(workflow.Repository, id, grace, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<BackendArtifacts> DownloadAsync(
        BackendReference reference, string requestId, string folder, ArchiveLimits? limits = null, CancellationToken cancellationToken = default)
    {
        RequestName.Require(requestId);
        var repository = Read(reference).Repository;
        var run = await LookAsync(reference, cancellationToken);
        if (!run.IsCompleted)
        {
            throw new SwarmException(
                ErrorCode.GitHubConflict, $"Run {run.Id} of {repository} has not ended (it is '{Quoted.Text(run.Status)}'): wait for it, and collect it then.");
        }

        var artifact = await Client.FindArtifactAsync(repository, run, requestId, cancellationToken);
        var attestation = await Client.TryFindArtifactAsync(repository, run, requestId + ArtifactFolder.AttestationSuffix, cancellationToken);

        // What was attested before the artifact was made is another attempt's.
        var attests = attestation is not null && !(attestation.CreatedAt < artifact.CreatedAt);
        var files = await ArtifactFolder.FillAsync(
            folder,
            $"artifact '{requestId}' of run {run.Id} of {repository}",
            limits,
            (path, limit, token) => Client.DownloadArtifactAsync(repository, artifact, path, limit, token),
            attests ? (path, limit, token) => Client.DownloadArtifactAsync(repository, attestation!, path, limit, token) : null,
            cancellationToken);
        return new BackendArtifacts(Describe(reference, run), folder, files, attests);
    }

    /// <inheritdoc/>
    public async Task<DownloadedFile> DownloadLogAsync(
        BackendReference reference, string destination, long limit = 64 * 1024 * 1024, CancellationToken cancellationToken = default)
    {
        var (workflow, id) = ReadRun(reference);
        var jobs = await Client.ListJobsAsync(workflow.Repository, id, cancellationToken);
        return await JobLogs.WriteAsync(
            destination,
            limit,
            jobs.Select(job => (
                $"{job.Name}: {job.Conclusion ?? job.Status}",
                (Func<string, long, CancellationToken, Task<bool>>)(async (path, most, token) =>
                    await Client.TryDownloadLogAsync(workflow.Repository, job, path, most, token) is not null))),
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    // It was refused already; that it could not be cancelled as well is the lesser news.
    private async Task TryCancelAsync(GitHubRepository repository, long runId, CancellationToken cancellationToken)
    {
        try
        {
            _ = await Client.CancelAsync(repository, runId, force: false, cancellationToken);
        }
        catch (SwarmException)
        {
        }
    }

    private async Task<GitHubRun> LookAsync(BackendReference reference, CancellationToken cancellationToken)
    {
        var (workflow, id) = ReadRun(reference);
        var run = await Client.GetRunAsync(workflow.Repository, id, cancellationToken);
        workflow.Require(run);
        return run;
    }

    private (WorkflowReference Workflow, long RunId) ReadRun(BackendReference reference) =>
        (Read(reference), reference.RequireRun(ErrorCode.GitHubRunUnknown));

    private WorkflowReference Read(BackendReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        reference.RequireAt(Name, _host.Name, "GH_HOST");
        return WorkflowReference.Parse(reference.WorkflowRef, reference.DispatchedRef);
    }

    private static BackendRun Describe(BackendReference reference, GitHubRun run)
    {
        var status = run.Status switch
        {
            "completed" => BackendRunStatus.Completed,
            "in_progress" => BackendRunStatus.InProgress,
            _ => BackendRunStatus.Queued,
        };
        return new BackendRun(reference.Of(run.Id, run.HtmlUrl), status, Quoted.Text(run.Status ?? "queued"), run.Conclusion, run.RunAttempt);
    }
}
