using Swarm.Backends.GitHub.Lookups;
using Swarm.Backends.Http;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>
/// The calls of GitHub's REST API that Swarm needs. Each is bounded in time and size, repeated only where that is safe,
/// and fails with a <see cref="SwarmException"/> that holds no token. May be used by many threads.
/// </summary>
public sealed partial class GitHubClient : IDisposable
{
    private readonly GitHubClientOptions _options;
    private readonly HttpSender _sender;
    private readonly JsonApi _api;
    private readonly OctokitApi _lookups;
    private readonly ApiVersionChoice _version;

    /// <summary>Creates the client. Nothing is sent yet.</summary>
    /// <param name="options">How to call GitHub.</param>
    public GitHubClient(GitHubClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Attempts, 1);
        _options = options;
        _sender = new HttpSender(new HttpSenderOptions
        {
            Service = GitHubService.Instance,
            Time = options.Time,
            Attempts = options.Attempts,
            Redact = options.Token.Redact,
            Trace = options.Trace,
        });
        _api = new JsonApi(_sender, options, CallAsync);
        _lookups = new OctokitApi(_sender, options.Host.ApiAddress, CallAsync);
        _version = new ApiVersionChoice(options.ApiVersion, FetchApiVersionsAsync);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sender.Dispose();
        _version.Dispose();
    }

    private static string Of(GitHubRepository repository) => $"repos/{repository.Owner}/{repository.Name}";

    private async Task<HttpCall> CallAsync(HttpMethod method, string path, string subject, CancellationToken cancellationToken) =>
        Call(method, path, subject, await _version.GetAsync(cancellationToken));

    private HttpCall Call(HttpMethod method, string path, string subject, string? version)
    {
        var headers = new Dictionary<string, string>
        {
            ["Accept"] = "application/vnd.github+json",
            ["Authorization"] = _options.Token.Header(),
        };
        if (version is not null)
        {
            headers["X-GitHub-Api-Version"] = version;
        }

        return new HttpCall
        {
            Method = method,
            Address = new Uri(_options.Host.ApiAddress, path),
            Subject = subject,
            Deadline = _options.CallDeadline,
            Headers = headers,
            IsRepeatSafe = method == HttpMethod.Get,
        };
    }
}
