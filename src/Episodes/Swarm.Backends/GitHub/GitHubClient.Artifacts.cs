using Swarm.Backends.GitHub.Answers;
using Swarm.Backends.Http;
using Swarm.Backends.Remote;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>Artifacts and logs.</summary>
public sealed partial class GitHubClient
{
    /// <summary>Lists the artifacts of a run, those of all its attempts.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="runId">The run's id.</param>
    /// <param name="name">Only those of this name; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SwarmException">They cannot be listed (<c>GH_…</c>).</exception>
    public async Task<IReadOnlyList<GitHubArtifact>> ListArtifactsAsync(
        GitHubRepository repository, long runId, string? name = null, CancellationToken cancellationToken = default)
    {
        var all = await _api.ListAsync(
            $"{Of(repository, runId)}/artifacts{(name is null ? "" : $"?name={Uri.EscapeDataString(name)}")}",
            $"the artifacts of run {runId} of {repository}",
            GitHubJson.Default.ArtifactsAnswer,
            static page => page.Artifacts,
            cancellationToken);

        // A page that moved while it was read shows an artifact twice, and not every server knows the filter.
        return [.. all.DistinctBy(artifact => artifact.Id).Where(artifact => name is null || artifact.Name == name)];
    }

    /// <summary>
    /// Finds the one artifact of a name that a run's latest attempt left; where that attempt repeated only other jobs,
    /// the one that an earlier attempt left.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="run">The run.</param>
    /// <param name="name">The artifact's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SwarmException">
    /// There is none (<c>ARTIFACT_MISSING_ARCHIVE</c>), more than one (<c>ARTIFACT_ARCHIVE_INVALID</c>), or it has expired (<c>GH_GONE</c>).
    /// </exception>
    public async Task<GitHubArtifact> FindArtifactAsync(
        GitHubRepository repository, GitHubRun run, string name, CancellationToken cancellationToken = default) =>
        await TryFindArtifactAsync(repository, run, name, cancellationToken) ?? throw new SwarmException(
            ErrorCode.ArtifactMissingArchive,
            $"Run {run.Id} of {repository} left no artifact '{name}' (it ended as '{Quoted.Text(run.Conclusion ?? run.Status)}'): "
            + $"see its log at {Quoted.Text(run.HtmlUrl)} for the step that should have uploaded it.");

    /// <summary>Finds an artifact as <see cref="FindArtifactAsync"/> does, where there is one.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="run">The run.</param>
    /// <param name="name">The artifact's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The artifact, or null where there is none.</returns>
    /// <exception cref="SwarmException">There is more than one (<c>ARTIFACT_ARCHIVE_INVALID</c>), or it has expired (<c>GH_GONE</c>).</exception>
    public async Task<GitHubArtifact?> TryFindArtifactAsync(
        GitHubRepository repository, GitHubRun run, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var all = await ListArtifactsAsync(repository, run.Id, name, cancellationToken);
        var latest = run.RunAttempt > 1 ? all.Where(artifact => artifact.CreatedAt >= run.RunStartedAt).ToArray() : [.. all];
        return (latest.Length > 0 ? latest : all) switch
        {
            [] => null,
            [{ Expired: true }] => throw new SwarmException(
                ErrorCode.GitHubGone,
                $"The artifact '{name}' of run {run.Id} of {repository} has expired and GitHub has removed it: "
                + "run the step again, or keep artifacts longer (retention-days)."),
            [var only] => only,
            var several => throw new SwarmException(
                ErrorCode.ArtifactArchiveInvalid,
                $"Run {run.Id} of {repository} left {several.Count()} artifacts named '{name}' where one is expected, "
                + "and which is the step's cannot be told: see which job uploads it twice, and run the step again."),
        };
    }

    /// <summary>Downloads an artifact's archive.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="artifact">The artifact.</param>
    /// <param name="path">The file to make; nothing may be there.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="SwarmException">
    /// It has expired (<c>GH_GONE</c>), is larger (<c>GH_RESPONSE_INVALID</c>), is not what GitHub says it is (<c>ARTIFACT_ARCHIVE_INVALID</c>), or cannot be had (<c>GH_…</c>).
    /// </exception>
    public Task<DownloadedFile> DownloadArtifactAsync(
        GitHubRepository repository, GitHubArtifact artifact, string path, long limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(artifact);
        var subject = $"the artifact '{Quoted.Text(artifact.Name)}' ({artifact.Id}) of {repository}";
        var expected = artifact.Digest is null ? (Digest?)null
            : Digest.TryParse(artifact.Digest, out var digest) ? digest
            : throw _sender.Unusable(subject, "its digest is not 'sha256:' and 64 hex digits");
        return _api.DownloadAsync($"{Of(repository)}/actions/artifacts/{artifact.Id}/zip", subject, path, limit, expected, cancellationToken);
    }

    /// <summary>Downloads the log of a job that has ended: a text.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="job">The job.</param>
    /// <param name="path">The file to make; nothing may be there.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>The file, or null where GitHub has no log of the job: it was skipped, or has not ended.</returns>
    /// <exception cref="SwarmException">It cannot be had (<c>GH_…</c>).</exception>
    public async Task<DownloadedFile?> TryDownloadLogAsync(
        GitHubRepository repository, GitHubJob job, string path, long limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(job);
        var subject = $"the log of the job '{Quoted.Text(job.Name)}' ({job.Id}) of {repository}";
        var outcome = await _api.TryDownloadAsync($"{Of(repository)}/actions/jobs/{job.Id}/logs", subject, path, limit, expected: null, cancellationToken);
        return outcome.Failure is { Status: 404 } ? null : outcome.ValueOrThrow();
    }
}
