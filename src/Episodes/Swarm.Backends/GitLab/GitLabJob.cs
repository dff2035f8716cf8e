namespace Swarm.Backends.GitLab;

/// <summary>A job of a pipeline.</summary>
/// <param name="Id">The job's id; one that was retried has another one.</param>
/// <param name="Name">The job's name.</param>
/// <param name="Status"><c>created</c>, <c>pending</c>, <c>running</c>, <c>canceling</c>, <c>success</c>, <c>failed</c>, <c>canceled</c> and others.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ArtifactsFile">The archive that it left; null for none, and for one that was removed.</param>
/// <param name="ArtifactsExpireAt">When GitLab removes that; null for never.</param>
/// <param name="WebUrl">Its page.</param>
/// <param name="FailureReason">Why it failed, in a word; null where it did not.</param>
public sealed record GitLabJob(
    long Id,
    string Name,
    string Status,
    DateTimeOffset? CreatedAt = null,
    GitLabArtifactsFile? ArtifactsFile = null,
    DateTimeOffset? ArtifactsExpireAt = null,
    string? WebUrl = null,
    string? FailureReason = null);
