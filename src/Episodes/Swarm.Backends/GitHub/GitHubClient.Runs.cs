using Octokit;
using Swarm.Backends.GitHub.Lookups;
using Swarm.Backends.Http;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>Runs: looking, waiting, ending.</summary>
public sealed partial class GitHubClient
{
    /// <summary>Reads a run.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="runId">The run's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SwarmException">It cannot be read (<c>GH_…</c>).</exception>
    public async Task<GitHubRun> GetRunAsync(GitHubRepository repository, long runId, CancellationToken cancellationToken = default)
    {
        var outcome = await TryGetRunAsync(repository, runId, cancellationToken);
        return outcome.ValueOrThrow();
    }

    /// <summary>Lists the jobs of a run's latest attempt.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="runId">The run's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SwarmException">They cannot be listed (<c>GH_…</c>).</exception>
    public Task<IReadOnlyList<GitHubJob>> ListJobsAsync(GitHubRepository repository, long runId, CancellationToken cancellationToken = default)
    {
        Require(repository, runId);
        var latest = new WorkflowRunJobsRequest { Filter = WorkflowRunJobsFilter.Latest };
        return _lookups.ListAsync(
            $"the jobs of run {runId} of {repository}",
            LookupAnswers.Jobs,
            (octokit, page) => octokit.Actions.Workflows.Jobs.List(repository.Owner, repository.Name, runId, latest, page),
            cancellationToken);
    }

    /// <summary>
    /// Waits until a run has ended, however it ended. Its latest attempt counts: one that is run again meanwhile is
    /// waited for. Failures that may pass are waited out.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="runId">The run's id.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="changed">Is told of the run when it is first seen, and when its status or attempt changes; or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The run as it ended.</returns>
    /// <exception cref="SwarmException">
    /// It has not ended in time (<c>GH_TIMEOUT</c>), was deleted meanwhile (<c>GH_RUN_UNKNOWN</c>), or GitHub refuses (<c>GH_…</c>).
    /// </exception>
    public Task<GitHubRun> WaitAsync(
        GitHubRepository repository, long runId, TimeSpan deadline, Action<GitHubRun>? changed = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var watch = new RunWatch<GitHubRun>
        {
            Subject = $"Run {runId} of {repository}",
            Service = GitHubService.Instance,
            Unknown = ErrorCode.GitHubRunUnknown,
            Look = token => TryGetRunAsync(repository, runId, token),
            Status = static run => run.Status,
            IsCompleted = static run => run.IsCompleted,
            HasChanged = static (before, now) => before.Status != now.Status || before.RunAttempt != now.RunAttempt,
        };
        return watch.WaitAsync(_options, deadline, changed, cancellationToken);
    }

    /// <summary>Asks GitHub to cancel a run.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="runId">The run's id.</param>
    /// <param name="force">Whether its jobs are ended without waiting for their steps that always run.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where GitHub has nothing to cancel, because the run has ended.</returns>
    /// <exception cref="SwarmException">GitHub refuses (<c>GH_…</c>).</exception>
    public async Task<bool> CancelAsync(GitHubRepository repository, long runId, bool force = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var path = $"{Of(repository, runId)}/{(force ? "force-cancel" : "cancel")}";
        var call = await CallAsync(HttpMethod.Post, path, $"the end of run {runId} of {repository}", cancellationToken);

        // Cancelling what is being cancelled changes nothing.
        var outcome = await _sender.SendAsync(call with { IsRepeatSafe = true }, cancellationToken);
        if (outcome.Failure is { Status: 409 })
        {
            return false;
        }

        _ = outcome.ValueOrThrow();
        return true;
    }

    /// <summary>Ends a run: cancels it, and after a grace time forces that.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="runId">The run's id.</param>
    /// <param name="grace">How long the run may take to end by itself; as long again is waited for the forced end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The run as it ended, which may be otherwise than cancelled.</returns>
    /// <exception cref="SwarmException">GitHub refuses (<c>GH_…</c>), or the run does not end (<c>GH_TIMEOUT</c>).</exception>
    public async Task<GitHubRun> StopAsync(GitHubRepository repository, long runId, TimeSpan grace, CancellationToken cancellationToken = default)
    {
        _ = await CancelAsync(repository, runId, force: false, cancellationToken);
        try
        {
            return await WaitAsync(repository, runId, grace, changed: null, cancellationToken);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.GitHubTimeout)
        {
            _ = await CancelAsync(repository, runId, force: true, cancellationToken);
            return await WaitAsync(repository, runId, grace, changed: null, cancellationToken);
        }
    }

    private static string Of(GitHubRepository repository, long runId)
    {
        Require(repository, runId);
        return $"{Of(repository)}/actions/runs/{runId}";
    }

    private static void Require(GitHubRepository repository, long runId)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentOutOfRangeException.ThrowIfLessThan(runId, 1);
    }

    private Task<HttpOutcome<GitHubRun>> TryGetRunAsync(GitHubRepository repository, long runId, CancellationToken cancellationToken)
    {
        Require(repository, runId);
        return _lookups.TryAskAsync(
            $"run {runId} of {repository}",
            LookupAnswers.Run,
            octokit => octokit.Actions.Workflows.Runs.Get(repository.Owner, repository.Name, runId),
            cancellationToken);
    }
}
