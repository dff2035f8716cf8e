using Swarm.Backends.Http;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitLab;

/// <summary>
/// The calls of GitLab's REST API (version 4) that Swarm needs. Each is bounded in time and size, repeated only where that
/// is safe, and fails with a <see cref="SwarmException"/> that holds no token. May be used by many threads.
/// </summary>
public sealed partial class GitLabClient : IDisposable
{
    private readonly GitLabClientOptions _options;
    private readonly HttpSender _sender;
    private readonly JsonApi _api;

    /// <summary>Creates the client. Nothing is sent yet.</summary>
    /// <param name="options">How to call GitLab.</param>
    public GitLabClient(GitLabClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Attempts, 1);
        _options = options;
        _sender = new HttpSender(new HttpSenderOptions
        {
            Service = GitLabService.Instance,
            Time = options.Time,
            Attempts = options.Attempts,
            Redact = options.Token.Redact,
            Trace = options.Trace,
        });
        _api = new JsonApi(_sender, options, (method, path, subject, _) => Task.FromResult(Call(method, path, subject)));
    }

    /// <inheritdoc/>
    public void Dispose() => _sender.Dispose();

    private static string Of(GitLabProject project)
    {
        ArgumentNullException.ThrowIfNull(project);
        return $"projects/{project.Encoded}";
    }

    private static string Of(GitLabProject project, long pipelineId)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pipelineId, 1);
        return $"{Of(project)}/pipelines/{pipelineId}";
    }

    private HttpCall Call(HttpMethod method, string path, string subject) => new()
    {
        Method = method,
        Address = new Uri(_options.Host.ApiAddress, path),
        Subject = subject,
        Deadline = _options.CallDeadline,
        Headers = new Dictionary<string, string>
        {
            ["Accept"] = "application/json",
            [_options.Token.HeaderName] = _options.Token.Header(),
        },
        IsRepeatSafe = method == HttpMethod.Get,
    };
}
