using Swarm.Backends.GitLab.Answers;
using Swarm.Backends.Http;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitLab;

/// <summary>Pipelines: looking, waiting, ending.</summary>
public sealed partial class GitLabClient
{
    /// <summary>Reads a pipeline.</summary>
    /// <param name="project">The project.</param>
    /// <param name="pipelineId">The pipeline's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SwarmException">It cannot be read (<c>GL_…</c>).</exception>
    public async Task<GitLabPipeline> GetPipelineAsync(GitLabProject project, long pipelineId, CancellationToken cancellationToken = default)
    {
        var outcome = await TryGetPipelineAsync(project, pipelineId, cancellationToken);
        return outcome.ValueOrThrow();
    }

    /// <summary>Waits until a pipeline has ended, however it ended. Failures that may pass are waited out.</summary>
    /// <param name="project">The project.</param>
    /// <param name="pipelineId">The pipeline's id.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="changed">Is told of the pipeline when it is first seen, and when its status changes; or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The pipeline as it ended.</returns>
    /// <exception cref="SwarmException">
    /// It has not ended in time (<c>GL_TIMEOUT</c>), was deleted meanwhile (<c>GL_RUN_UNKNOWN</c>), or GitLab refuses (<c>GL_…</c>).
    /// </exception>
    public Task<GitLabPipeline> WaitAsync(
        GitLabProject project, long pipelineId, TimeSpan deadline, Action<GitLabPipeline>? changed = null, CancellationToken cancellationToken = default)
    {
        var watch = new RunWatch<GitLabPipeline>
        {
            Subject = $"Pipeline {pipelineId} of {project}",
            Service = GitLabService.Instance,
            Unknown = ErrorCode.GitLabRunUnknown,
            Look = token => TryGetPipelineAsync(project, pipelineId, token),
            Status = static pipeline => pipeline.Status,
            IsCompleted = static pipeline => pipeline.IsCompleted,
            HasChanged = static (before, now) => before.Status != now.Status,
        };
        return watch.WaitAsync(_options, deadline, changed, cancellationToken);
    }

    /// <summary>Asks GitLab to cancel a pipeline. One that has ended stays as it is.</summary>
    /// <param name="project">The project.</param>
    /// <param name="pipelineId">The pipeline's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SwarmException">GitLab refuses (<c>GL_…</c>).</exception>
    public async Task CancelAsync(GitLabProject project, long pipelineId, CancellationToken cancellationToken = default) =>
        await PostAsync($"{Of(project, pipelineId)}/cancel", $"the end of pipeline {pipelineId} of {project}", body: null, cancellationToken);

    /// <summary>Ends a pipeline: cancels it, and after a grace time forces that for the jobs that still have not ended.</summary>
    /// <param name="project">The project.</param>
    /// <param name="pipelineId">The pipeline's id.</param>
    /// <param name="grace">How long it may take to end by itself; as long again is waited for the forced end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The pipeline as it ended, which may be otherwise than cancelled.</returns>
    /// <exception cref="SwarmException">GitLab refuses (<c>GL_…</c>), or the pipeline does not end (<c>GL_TIMEOUT</c>).</exception>
    public async Task<GitLabPipeline> StopAsync(GitLabProject project, long pipelineId, TimeSpan grace, CancellationToken cancellationToken = default)
    {
        await CancelAsync(project, pipelineId, cancellationToken);
        try
        {
            return await WaitAsync(project, pipelineId, grace, changed: null, cancellationToken);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.GitLabTimeout)
        {
            foreach (var job in await ListJobsAsync(project, pipelineId, includeRetried: false, cancellationToken))
            {
                if (job.Status == "canceling")
                {
                    await PostAsync($"{Of(project)}/jobs/{job.Id}/cancel", $"the forced end of job {job.Id} of {project}", "{\"force\":true}"u8.ToArray(), cancellationToken);
                }
            }

            return await WaitAsync(project, pipelineId, grace, changed: null, cancellationToken);
        }
    }

    // Cancelling what is being cancelled changes nothing.
    private async Task PostAsync(string path, string subject, byte[]? body, CancellationToken cancellationToken)
    {
        var outcome = await _sender.SendAsync(Call(HttpMethod.Post, path, subject) with { Body = body, IsRepeatSafe = true }, cancellationToken);
        _ = outcome.ValueOrThrow();
    }

    private Task<HttpOutcome<GitLabPipeline>> TryGetPipelineAsync(GitLabProject project, long pipelineId, CancellationToken cancellationToken) =>
        _api.TryGetAsync(Of(project, pipelineId), $"pipeline {pipelineId} of {project}", GitLabJson.Default.GitLabPipeline, cancellationToken);
}
