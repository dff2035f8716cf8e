namespace Swarm.Backends.GitLab;

/// <summary>A pipeline, as GitLab shows it.</summary>
/// <param name="Id">The pipeline's id.</param>
/// <param name="Sha">The commit that it runs.</param>
/// <param name="Ref">The branch or tag that it runs for.</param>
/// <param name="Status"><c>created</c>, <c>pending</c>, <c>running</c>, <c>success</c>, <c>failed</c>, <c>canceled</c> and others.</param>
/// <param name="WebUrl">Its page.</param>
/// <param name="Source">What started it: <c>api</c>, <c>push</c> and others; null from servers that do not tell.</param>
/// <param name="Name">Its name, which <c>workflow:name</c> of the file sets; null where it sets none.</param>
public sealed record GitLabPipeline(long Id, string Sha, string Ref, string Status, string? WebUrl = null, string? Source = null, string? Name = null)
{
    /// <summary>The source of what Swarm starts.</summary>
    internal const string ApiSource = "api";

    /// <summary>Whether it has ended, well or not.</summary>
    public bool IsCompleted => Conclusion is not null;

    /// <summary>How it ended, in the words of all backends: <c>success</c>, <c>failure</c>, <c>cancelled</c>, <c>skipped</c>; null before.</summary>
    public string? Conclusion => ConclusionOf(Status);

    /// <summary>What a pipeline's or job's status says of its end.</summary>
    /// <param name="status">GitLab's word.</param>
    internal static string? ConclusionOf(string status) => status switch
    {
        "success" => "success",
        "failed" => "failure",
        "canceled" => "cancelled",
        "skipped" => "skipped",
        _ => null,
    };
}
