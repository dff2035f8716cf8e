using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Swarm.Backends.Remote;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Json;

namespace Swarm.Backends.Http;

/// <summary>Calls that answer with JSON, lists in pages, and downloads, of one service.</summary>
/// <param name="sender">Sends.</param>
/// <param name="options">How long a download may take.</param>
/// <param name="prepare">Makes a call: method, address, what is asked for.</param>
internal sealed class JsonApi(HttpSender sender, BackendClientOptions options, Func<HttpMethod, string, string, CancellationToken, Task<HttpCall>> prepare)
{
    private const int MostLevels = 64;

    /// <summary>Reads an answer.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="type">Its form.</param>
    /// <param name="subject">What was asked for.</param>
    /// <exception cref="SwarmException">It is not of that form.</exception>
    public T Read<T>(HttpReply reply, JsonTypeInfo<T> type, string subject)
        where T : class
    {
        try
        {
            using var document = InteroperableJson.Parse(reply.Body, MostLevels);
            return document.Deserialize(type) ?? throw sender.Unusable(subject, "it is null");
        }
        catch (JsonException exception)
        {
            throw sender.Unusable(subject, exception.Path is { } path ? $"it is not of its form at '{path}'" : exception.Message.TrimEnd('.'));
        }
    }

    /// <summary>Sends a request without a body.</summary>
    public async Task<HttpOutcome<HttpReply>> SendAsync(HttpMethod method, string path, string subject, CancellationToken cancellationToken) =>
        await sender.SendAsync(await prepare(method, path, subject, cancellationToken), cancellationToken);

    /// <summary>Reads a resource.</summary>
    /// <exception cref="SwarmException">It cannot be read.</exception>
    public async Task<T> GetAsync<T>(string path, string subject, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var outcome = await TryGetAsync(path, subject, type, cancellationToken);
        return outcome.ValueOrThrow();
    }

    /// <summary>Reads a resource, or gives why it cannot be read.</summary>
    public async Task<HttpOutcome<T>> TryGetAsync<T>(string path, string subject, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var outcome = await SendAsync(HttpMethod.Get, path, subject, cancellationToken);
        return outcome.Value is { } reply ? new(Read(reply, type, subject), null) : new(null, outcome.Failure);
    }

    /// <summary>Reads all pages of a list.</summary>
    /// <exception cref="SwarmException">It cannot be read, or has no end.</exception>
    public Task<IReadOnlyList<TItem>> ListAsync<TPage, TItem>(
        string path, string subject, JsonTypeInfo<TPage> type, Func<TPage, TItem[]> items, CancellationToken cancellationToken)
        where TPage : class
    {
        var mark = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return PagedList.ReadAsync<TItem>(
            async page => items(await GetAsync($"{path}{mark}per_page={PagedList.PageSize}&page={page}", subject, type, cancellationToken)),
            reason => sender.Unusable(subject, reason));
    }

    /// <summary>Downloads a file to where nothing is.</summary>
    /// <exception cref="SwarmException">It cannot be had, or something is there.</exception>
    public async Task<DownloadedFile> DownloadAsync(
        string address, string subject, string path, long limit, Digest? expected, CancellationToken cancellationToken)
    {
        var outcome = await TryDownloadAsync(address, subject, path, limit, expected, cancellationToken);
        return outcome.ValueOrThrow();
    }

    /// <summary>Downloads a file to where nothing is, or gives why it cannot be had.</summary>
    /// <exception cref="SwarmException">Something is there.</exception>
    public async Task<HttpOutcome<DownloadedFile>> TryDownloadAsync(
        string address, string subject, string path, long limit, Digest? expected, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        if (Path.Exists(path))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{path}' is there already, and nothing is overwritten: name another file.");
        }

        var call = await prepare(HttpMethod.Get, address, subject, cancellationToken);
        return await sender.DownloadAsync(
            call with { Deadline = options.DownloadDeadline, AnswerLimit = limit }, path, expected, ErrorCode.ArtifactArchiveInvalid, cancellationToken);
    }
}
