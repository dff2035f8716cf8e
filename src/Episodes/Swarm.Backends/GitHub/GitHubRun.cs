namespace Swarm.Backends.GitHub;

/// <summary>A workflow run, as GitHub shows it.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="HeadSha">The commit that it runs at.</param>
/// <param name="Event">What started it: <c>workflow_dispatch</c>, say.</param>
/// <param name="HtmlUrl">Its page.</param>
/// <param name="CreatedAt">When it was started.</param>
/// <param name="Status"><c>queued</c>, <c>in_progress</c>, <c>completed</c> and others.</param>
/// <param name="Conclusion">How it ended: <c>success</c>, <c>failure</c>, <c>cancelled</c>, <c>timed_out</c> and others; null before.</param>
/// <param name="Path">The workflow's file.</param>
/// <param name="HeadBranch">The branch or tag that it runs for.</param>
/// <param name="DisplayTitle">Its name, which <c>run-name</c> of the workflow sets.</param>
/// <param name="RunAttempt">1, and one more each time it is run again.</param>
/// <param name="RunStartedAt">When its latest attempt began.</param>
public sealed record GitHubRun(
    long Id,
    string HeadSha,
    string Event,
    string HtmlUrl,
    DateTimeOffset CreatedAt,
    string? Status = null,
    string? Conclusion = null,
    string? Path = null,
    string? HeadBranch = null,
    string? DisplayTitle = null,
    int RunAttempt = 1,
    DateTimeOffset? RunStartedAt = null)
{
    /// <summary>Whether it has ended, well or not.</summary>
    public bool IsCompleted => Status == "completed";
}
