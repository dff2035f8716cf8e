using System.Buffers;
using System.Text.Json;
using Swarm.Backends.GitHub.Answers;
using Swarm.Backends.Http;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>Files that no branch names: Git's blobs.</summary>
public sealed partial class GitHubClient
{
    private const string RawMediaType = "application/vnd.github.raw+json";

    /// <summary>Makes a blob. Doing it twice makes the same one.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The blob's id, 40 lower-case hex digits, as GitHub says it.</returns>
    /// <exception cref="SwarmException">It cannot be made (<c>GH_…</c>).</exception>
    public async Task<string> CreateBlobAsync(GitHubRepository repository, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var body = new ArrayBufferWriter<byte>(((content.Length + 2) / 3 * 4) + 64);
        await using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteBase64String("content", content.Span);
            writer.WriteString("encoding", "base64");
            writer.WriteEndObject();
        }

        var subject = $"a new blob in {repository}";
        var call = await CallAsync(HttpMethod.Post, $"{Of(repository)}/git/blobs", subject, cancellationToken);
        var outcome = await _sender.SendAsync(
            call with { Body = body.WrittenSpan.ToArray(), Deadline = _options.DownloadDeadline, IsRepeatSafe = true }, cancellationToken);
        return _api.Read(outcome.ValueOrThrow(), GitHubJson.Default.BlobAnswer, subject).Sha;
    }

    /// <summary>Downloads a blob.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="id">The blob's id.</param>
    /// <param name="path">The file to make; nothing may be there.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="SwarmException">There is none (<c>GH_NOT_FOUND</c>), it is larger (<c>GH_RESPONSE_INVALID</c>), or cannot be had (<c>GH_…</c>).</exception>
    public async Task<DownloadedFile> DownloadBlobAsync(
        GitHubRepository repository, string id, string path, long limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var call = await CallAsync(HttpMethod.Get, $"{Of(repository)}/git/blobs/{id}", $"the blob {id} of {repository}", cancellationToken);
        var headers = new Dictionary<string, string>(call.Headers) { ["Accept"] = RawMediaType };
        var outcome = await _sender.DownloadAsync(
            call with { Headers = headers, Deadline = _options.DownloadDeadline, AnswerLimit = limit },
            path,
            expected: null,
            ErrorCode.ArtifactBundleInvalid,
            cancellationToken);
        return outcome.ValueOrThrow();
    }
}
