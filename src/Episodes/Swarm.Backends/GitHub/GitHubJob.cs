namespace Swarm.Backends.GitHub;

/// <summary>A job of a run.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Name">The job's name.</param>
/// <param name="Status"><c>queued</c>, <c>in_progress</c>, <c>completed</c> and others.</param>
/// <param name="Conclusion">How it ended; null before.</param>
/// <param name="HtmlUrl">Its page.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="CompletedAt">When it ended.</param>
/// <param name="RunnerName">The runner that took it.</param>
public sealed record GitHubJob(
    long Id,
    string Name,
    string Status,
    string? Conclusion = null,
    string? HtmlUrl = null,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? CompletedAt = null,
    string? RunnerName = null);
