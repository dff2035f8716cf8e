using Swarm.Backends.Archives;
using Swarm.Backends.Http;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;

namespace Swarm.Backends.GitLab;

/// <summary>Runs in GitLab's pipelines. Inputs become variables: <c>request_id</c> becomes <c>SWARM_REQUEST_ID</c>.</summary>
/// <param name="options">How to call GitLab.</param>
public sealed class GitLabBackend(GitLabClientOptions options) : IRunBackend
{
    /// <summary>The backend's name.</summary>
    public const string BackendName = "gitlab";

    private const string VariablePrefix = "SWARM_";

    private readonly GitLabHost _host = options.Host;

    /// <summary>The calls of GitLab that this is made of.</summary>
    public GitLabClient Client { get; } = new(options);

    /// <inheritdoc/>
    public string Name => BackendName;

    /// <inheritdoc/>
    public async Task<BackendTarget> ResolveAsync(string? workflowRef, string? dispatchRef, CancellationToken cancellationToken = default)
    {
        var pipeline = PipelineReference.Parse(workflowRef, dispatchRef);
        var pinned = await Client.PinAsync(pipeline, cancellationToken);
        var reference = new BackendReference
        {
            Backend = Name,
            Host = _host.Name,
            Project = pinned.Project.Path,
            WorkflowRef = pipeline.ToString(),
            DispatchedRef = pinned.Reference.FullName,
        };
        return new GitLabTarget(reference, pinned);
    }

    /// <inheritdoc/>
    public async Task<BackendRun> DispatchAsync(
        BackendTarget target, string requestId, IReadOnlyDictionary<string, string> inputs, CancellationToken cancellationToken = default)
    {
        if (target is not GitLabTarget { Pipeline: var pinned })
        {
            throw new ArgumentException("The target was not resolved by this backend.", nameof(target));
        }

        ArgumentNullException.ThrowIfNull(inputs);
        var variables = inputs.ToDictionary(static input => VariablePrefix + input.Key.ToUpperInvariant(), static input => input.Value);
        variables[GitLabClient.RequestVariable] = requestId;
        var pipeline = await Client.StartAsync(pinned, variables, cancellationToken);
        try
        {
            PinnedPipeline.Require(pinned.Project, pinned.Reference.Commit, pipeline);
        }
        catch (SwarmException)
        {
            await TryCancelAsync(pinned.Project, pipeline.Id, cancellationToken);
            throw;
        }

        return Describe(target.Reference, pipeline, attempt: null);
    }

    /// <inheritdoc/>
    public async Task<BackendRun?> FindAsync(
        BackendReference reference, string requestId, DateTimeOffset? since, CancellationToken cancellationToken = default)
    {
        RequestName.Require(requestId);
        var (project, commit) = Read(reference);
        return await Client.FindPipelineAsync(project, commit, requestId, since, cancellationToken) is { } pipeline
            ? Describe(reference, pipeline, attempt: null)
            : null;
    }

    /// <inheritdoc/>
    public async Task<BackendRun> GetAsync(BackendReference reference, CancellationToken cancellationToken = default)
    {
        var (project, pipeline) = await LookAsync(reference, cancellationToken);
        return await DescribeAsync(reference, project, pipeline, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<BackendRun> WaitAsync(
        BackendReference reference, TimeSpan deadline, Action<BackendRun>? changed = null, CancellationToken cancellationToken = default)
    {
        var (project, commit) = Read(reference);
        var pipeline = await Client.WaitAsync(project, reference.RequireRun(ErrorCode.GitLabRunUnknown), deadline, Tell, cancellationToken);
        return await DescribeAsync(reference, project, pipeline, cancellationToken);

        void Tell(GitLabPipeline seen)
        {
            PinnedPipeline.Require(project, commit, seen);
            changed?.Invoke(Describe(reference, seen, attempt: null));
        }
    }

    /// <inheritdoc/>
    public async Task<BackendRun> StopAsync(BackendReference reference, TimeSpan grace, CancellationToken cancellationToken = default)
    {
        var (project, _) = Read(reference);
        var pipeline = await Client.StopAsync(project, reference.RequireRun(ErrorCode.GitLabRunUnknown), grace, cancellationToken);
        return await DescribeAsync(reference, project, pipeline, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<BackendArtifacts> DownloadAsync(
        BackendReference reference, string requestId, string folder, ArchiveLimits? limits = null, CancellationToken cancellationToken = default)
    {
        RequestName.Require(requestId);
        var (project, pipeline) = await LookAsync(reference, cancellationToken);
        if (!pipeline.IsCompleted)
        {
            throw new SwarmException(
                ErrorCode.GitLabConflict,
                $"Pipeline {pipeline.Id} of {project} has not ended (it is '{Quoted.Text(pipeline.Status)}'): wait for it, and collect it then.");
        }

        var job = await Client.FindArtifactAsync(project, pipeline, requestId, cancellationToken);
        var attestation = await Client.TryFindArtifactAsync(project, pipeline, requestId + ArtifactFolder.AttestationSuffix, cancellationToken);

        // What was attested before the artifact was made is another try's.
        var attests = attestation is not null && attestation.Id > job.Id;
        var files = await ArtifactFolder.FillAsync(
            folder,
            $"artifact '{requestId}' of pipeline {pipeline.Id} of {project}",
            limits,
            (path, limit, token) => Client.DownloadArtifactAsync(project, job, path, limit, token),
            attests ? (path, limit, token) => Client.DownloadArtifactAsync(project, attestation!, path, limit, token) : null,
            cancellationToken);
        return new BackendArtifacts(await DescribeAsync(reference, project, pipeline, cancellationToken), folder, files, attests);
    }

    /// <inheritdoc/>
    public async Task<DownloadedFile> DownloadLogAsync(
        BackendReference reference, string destination, long limit = 64 * 1024 * 1024, CancellationToken cancellationToken = default)
    {
        var (project, _) = Read(reference);
        var jobs = await Client.ListJobsAsync(project, reference.RequireRun(ErrorCode.GitLabRunUnknown), includeRetried: false, cancellationToken);
        return await JobLogs.WriteAsync(
            destination,
            limit,
            jobs.Select(job => (
                $"{job.Name}: {GitLabPipeline.ConclusionOf(job.Status) ?? job.Status}",
                (Func<string, long, CancellationToken, Task<bool>>)(async (path, most, token) =>
                    await Client.TryDownloadLogAsync(project, job, path, most, token) is not null))),
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    // It was refused already; that it could not be cancelled as well is the lesser news.
    private async Task TryCancelAsync(GitLabProject project, long pipelineId, CancellationToken cancellationToken)
    {
        try
        {
            await Client.CancelAsync(project, pipelineId, cancellationToken);
        }
        catch (SwarmException)
        {
        }
    }

    private async Task<(GitLabProject Project, GitLabPipeline Pipeline)> LookAsync(BackendReference reference, CancellationToken cancellationToken)
    {
        var (project, commit) = Read(reference);
        var pipeline = await Client.GetPipelineAsync(project, reference.RequireRun(ErrorCode.GitLabRunUnknown), cancellationToken);
        PinnedPipeline.Require(project, commit, pipeline);
        return (project, pipeline);
    }

    private (GitLabProject Project, string Commit) Read(BackendReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        reference.RequireAt(Name, _host.Name, "GITLAB_HOST");
        return (GitLabProject.Parse(reference.Project), WorkflowPin.Parse(reference.WorkflowRef).Commit);
    }

    // GitLab counts no attempts: a pipeline was run again as often as the job that was retried most.
    private async Task<BackendRun> DescribeAsync(
        BackendReference reference, GitLabProject project, GitLabPipeline pipeline, CancellationToken cancellationToken)
    {
        var jobs = await Client.ListJobsAsync(project, pipeline.Id, includeRetried: true, cancellationToken);
        return Describe(reference, pipeline, jobs.GroupBy(static job => job.Name).Select(static tries => tries.Count()).DefaultIfEmpty(1).Max());
    }

    private static BackendRun Describe(BackendReference reference, GitLabPipeline pipeline, int? attempt)
    {
        var status = pipeline switch
        {
            { IsCompleted: true } => BackendRunStatus.Completed,
            { Status: "running" or "canceling" } => BackendRunStatus.InProgress,
            _ => BackendRunStatus.Queued,
        };
        return new BackendRun(reference.Of(pipeline.Id, pipeline.WebUrl), status, Quoted.Text(pipeline.Status), pipeline.Conclusion, attempt);
    }
}
