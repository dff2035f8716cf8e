using Swarm.Backends.GitLab.Answers;
using Swarm.Backends.Http;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitLab;

/// <summary>Jobs: their artifacts and logs.</summary>
public sealed partial class GitLabClient
{
    /// <summary>Lists the jobs of a pipeline, the first ones first.</summary>
    /// <param name="project">The project.</param>
    /// <param name="pipelineId">The pipeline's id.</param>
    /// <param name="includeRetried">Whether those that were retried are listed too, beside those that replaced them.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SwarmException">They cannot be listed (<c>GL_…</c>).</exception>
    public async Task<IReadOnlyList<GitLabJob>> ListJobsAsync(
        GitLabProject project, long pipelineId, bool includeRetried, CancellationToken cancellationToken = default)
    {
        var all = await _api.ListAsync(
            $"{Of(project, pipelineId)}/jobs?include_retried={(includeRetried ? "true" : "false")}",
            $"the jobs of pipeline {pipelineId} of {project}",
            GitLabJson.Default.GitLabJobArray,
            static page => page,
            cancellationToken);
        return [.. all.DistinctBy(job => job.Id).OrderBy(job => job.Id)];
    }

    /// <summary>Finds the one job whose archive has a name. Where a job was retried, its latest try counts.</summary>
    /// <param name="project">The project.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="name">The archive's name, without <c>.zip</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The job, or null where there is none.</returns>
    /// <exception cref="SwarmException">There is more than one (<c>ARTIFACT_ARCHIVE_INVALID</c>).</exception>
    public async Task<GitLabJob?> TryFindArtifactAsync(
        GitLabProject project, GitLabPipeline pipeline, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var jobs = await ListJobsAsync(project, pipeline.Id, includeRetried: false, cancellationToken);

        // Servers before 13.5 list retried jobs all the same.
        var matches = jobs.GroupBy(job => job.Name).Select(tries => tries.Last()).Where(job => job.ArtifactsFile?.Filename == $"{name}.zip").ToArray();
        return matches.Length <= 1 ? matches.FirstOrDefault() : throw new SwarmException(
            ErrorCode.ArtifactArchiveInvalid,
            $"{matches.Length} jobs of pipeline {pipeline.Id} of {project} left an artifact '{name}' where one is expected "
            + $"('{string.Join("', '", matches.Take(5).Select(job => Quoted.Text(job.Name)))}'), and which is the step's cannot be told: name the others otherwise, and run the step again.");
    }

    /// <summary>Finds a job as <see cref="TryFindArtifactAsync"/> does.</summary>
    /// <param name="project">The project.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="name">The archive's name, without <c>.zip</c>.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="SwarmException">
    /// There is none (<c>ARTIFACT_MISSING_ARCHIVE</c>), more than one (<c>ARTIFACT_ARCHIVE_INVALID</c>), or it may have been there and its time is over (<c>GL_GONE</c>).
    /// </exception>
    public async Task<GitLabJob> FindArtifactAsync(
        GitLabProject project, GitLabPipeline pipeline, string name, CancellationToken cancellationToken = default)
    {
        if (await TryFindArtifactAsync(project, pipeline, name, cancellationToken) is { } found)
        {
            return found;
        }

        var jobs = await ListJobsAsync(project, pipeline.Id, includeRetried: false, cancellationToken);
        throw jobs.Any(IsGone)
            ? Gone($"Pipeline {pipeline.Id} of {project}", name)
            : new SwarmException(
                ErrorCode.ArtifactMissingArchive,
                $"Pipeline {pipeline.Id} of {project} left no artifact '{name}' (it ended as '{Quoted.Text(pipeline.Conclusion ?? pipeline.Status)}'): "
                + $"see its jobs at {Quoted.Text(pipeline.WebUrl)} for the one that should have uploaded it.");
    }

    /// <summary>Downloads the archive that a job left.</summary>
    /// <param name="project">The project.</param>
    /// <param name="job">The job.</param>
    /// <param name="path">The file to make; nothing may be there.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="SwarmException">It is larger (<c>GL_RESPONSE_INVALID</c>), or cannot be had (<c>GL_…</c>).</exception>
    public Task<DownloadedFile> DownloadArtifactAsync(
        GitLabProject project, GitLabJob job, string path, long limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        return DownloadArtifactAsync(project, job.Id, path, limit, cancellationToken);
    }

    /// <summary>Downloads the archive that a job left, where it has a name.</summary>
    /// <param name="project">The project.</param>
    /// <param name="jobId">The job's id.</param>
    /// <param name="name">The archive's name, without <c>.zip</c>. The token of a running job may not ask for it; then the job's id has to do.</param>
    /// <param name="path">The file to make; nothing may be there.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="SwarmException">
    /// The job left none of that name (<c>ARTIFACT_MISSING_ARCHIVE</c>), or its time is over (<c>GL_GONE</c>); it is larger (<c>GL_RESPONSE_INVALID</c>), or cannot be had (<c>GL_…</c>).
    /// </exception>
    public async Task<DownloadedFile> DownloadArtifactAsync(
        GitLabProject project, long jobId, string name, string path, long limit, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_options.Token.IsJobToken)
        {
            var job = await _api.GetAsync($"{Of(project)}/jobs/{jobId}", $"job {jobId} of {project}", GitLabJson.Default.GitLabJob, cancellationToken);
            if (job.ArtifactsFile?.Filename != $"{name}.zip")
            {
                throw IsGone(job)
                    ? Gone($"Job {jobId} of {project}", name)
                    : new SwarmException(ErrorCode.ArtifactMissingArchive, $"Job {jobId} of {project} left no artifact '{name}': check the locator, or see the job for what it did leave.");
            }
        }

        return await DownloadArtifactAsync(project, jobId, path, limit, cancellationToken);
    }

    /// <summary>Downloads the log of a job: a text, as far as it is there.</summary>
    /// <param name="project">The project.</param>
    /// <param name="job">The job.</param>
    /// <param name="path">The file to make; nothing may be there.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>The file, or null where the job has no log.</returns>
    /// <exception cref="SwarmException">It cannot be had (<c>GL_…</c>).</exception>
    public async Task<DownloadedFile?> TryDownloadLogAsync(
        GitLabProject project, GitLabJob job, string path, long limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        var outcome = await _api.TryDownloadAsync($"{Of(project)}/jobs/{job.Id}/trace", $"the log of the {Subject(project, job)}", path, limit, expected: null, cancellationToken);
        if (outcome.Failure is { Status: 404 })
        {
            return null;
        }

        var file = outcome.ValueOrThrow();
        if (file.Size > 0)
        {
            return file;
        }

        File.Delete(path);
        return null;
    }

    private Task<DownloadedFile> DownloadArtifactAsync(GitLabProject project, long jobId, string path, long limit, CancellationToken cancellationToken) =>
        _api.DownloadAsync($"{Of(project)}/jobs/{jobId}/artifacts", $"the artifact of job {jobId} of {project}", path, limit, expected: null, cancellationToken);

    // An archive whose time is over leaves nothing but that time.
    private bool IsGone(GitLabJob job) => job.ArtifactsFile is null && job.ArtifactsExpireAt <= _options.Time.GetUtcNow() + _sender.ClockSkew;

    private static SwarmException Gone(string subject, string name) => new(
        ErrorCode.GitLabGone, $"{subject} has no artifact '{name}' any more: its time is over and GitLab has removed it. Run the step again, or keep artifacts longer (expire_in).");

    private static string Subject(GitLabProject project, GitLabJob job) => $"job '{Quoted.Text(job.Name)}' ({job.Id}) of {project}";
}
