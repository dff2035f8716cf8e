using System.Net;
using Octokit;

namespace Swarm.Backends.GitHub.Lookups;

/// <summary>An answer as Octokit is shown it: JSON, and nothing that it would act upon.</summary>
/// <param name="json">The JSON.</param>
internal sealed class OctokitResponse(string json) : IResponse
{
    /// <inheritdoc/>
    public object Body => json;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Headers { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public ApiInfo ApiInfo { get; } = new(new Dictionary<string, Uri>(), [], [], etag: null, new RateLimit());

    /// <inheritdoc/>
    public HttpStatusCode StatusCode => HttpStatusCode.OK;

    /// <inheritdoc/>
    public string ContentType => "application/json";
}
