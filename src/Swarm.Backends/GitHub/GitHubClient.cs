using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Swarm.Backends.Http;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>
/// The calls of GitHub's REST API that Swarm needs. Each is bounded in time and size, repeated only where that is safe,
/// and fails with a <see cref="SwarmException"/> that holds no token. May be used by many threads.
/// </summary>
public sealed partial class GitHubClient : IDisposable
{
    private const int PageSize = 100;
    private const int MostPages = 30;

    private readonly GitHubClientOptions _options;
    private readonly HttpSender _sender;
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
        _version = new ApiVersionChoice(options.ApiVersion, FetchApiVersionsAsync);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sender.Dispose();
        _version.Dispose();
    }

    private static string Of(GitHubRepository repository) => $"repos/{repository.Owner}/{repository.Name}";

    private static T Read<T>(HttpReply reply, JsonTypeInfo<T> type, Func<string, SwarmException> refuse)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(reply.Body, type) ?? throw refuse("it is null");
        }
        catch (JsonException exception)
        {
            throw refuse($"it is not of its form at '{exception.Path ?? "$"}'");
        }
        catch (InvalidOperationException)
        {
            throw refuse("a text in it is not Unicode");
        }
    }

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

    private async Task<T> GetAsync<T>(string path, string subject, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var outcome = await TryGetAsync(path, subject, type, cancellationToken);
        return outcome.ValueOrThrow();
    }

    private async Task<HttpOutcome<T>> TryGetAsync<T>(string path, string subject, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var outcome = await _sender.SendAsync(await CallAsync(HttpMethod.Get, path, subject, cancellationToken), cancellationToken);
        return outcome.Value is { } reply
            ? new(Read(reply, type, reason => _sender.Unusable(subject, reason)), null)
            : new(null, outcome.Failure);
    }

    private async Task<IReadOnlyList<TItem>> ListAsync<TPage, TItem>(
        string path, string subject, JsonTypeInfo<TPage> type, Func<TPage, TItem[]> items, CancellationToken cancellationToken)
        where TPage : class
    {
        var all = new List<TItem>();
        var mark = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        for (var page = 1; page <= MostPages; page++)
        {
            var read = items(await GetAsync($"{path}{mark}per_page={PageSize}&page={page}", subject, type, cancellationToken));
            all.AddRange(read);
            if (read.Length < PageSize)
            {
                return all;
            }
        }

        throw _sender.Unusable(subject, $"it has more than {MostPages * PageSize} entries");
    }
}
