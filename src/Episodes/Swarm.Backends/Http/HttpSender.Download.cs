using System.Net;
using System.Security.Cryptography;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Backends.Http;

/// <summary>Downloads that the service sends on to a short-lived address elsewhere.</summary>
internal sealed partial class HttpSender
{
    private static readonly Dictionary<string, string> NoHeaders = [];

    /// <summary>
    /// Fetches a file. The service is asked with the call's headers; where it sends us on to is asked without them. An
    /// address that has run out, or a body cut short, is asked for anew. The file is written beside its destination,
    /// flushed and renamed, so that the destination is whole or not there.
    /// </summary>
    /// <param name="call">The request to the service; its answer limit bounds the file.</param>
    /// <param name="destination">The file to make; nothing may be there.</param>
    /// <param name="expected">The file's digest, where it is known.</param>
    /// <param name="mismatch">The code for a file with another digest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<HttpOutcome<DownloadedFile>> DownloadAsync(
        HttpCall call, string destination, Digest? expected, ErrorCode mismatch, CancellationToken cancellationToken) =>
        RepeatAsync(call, (attempt, token) => DownloadOnceAsync(call, destination, expected, mismatch, attempt, token), cancellationToken);

    private async Task<HttpOutcome<DownloadedFile>> DownloadOnceAsync(
        HttpCall call, string destination, Digest? expected, ErrorCode mismatch, int attempt, CancellationToken cancellationToken)
    {
        var next = call;
        var started = _options.Time.GetTimestamp();
        try
        {
            for (var hop = 0; ; hop++)
            {
                using var response = await SendOnceAsync(next, cancellationToken);
                Trace(next, $"{(int)response.StatusCode}", started, Request(response));
                if (SendsOn((int)response.StatusCode, hop))
                {
                    var target = response.Headers.Location is { } location ? new Uri(next.Address, location) : null;
                    var refusal = hop >= RedirectRules.Most ? $"it sends the download on more than {RedirectRules.Most} times" : RedirectRules.Refuse(call.Address, target);
                    if (refusal is not null)
                    {
                        return new(null, new HttpFailure(_messages.Unusable(call.Subject, refusal)));
                    }

                    next = call with { Address = target!, Headers = NoHeaders };
                    continue;
                }

                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return await SaveAsync(call, response, destination, expected, mismatch, cancellationToken);
                }

                var failure = await RefusalAsync(next, response, attempt, cancellationToken);
                return new(null, hop > 0 ? Elsewhere(call, next.Address.Host, failure) : failure);
            }
        }
        catch (HttpRequestException exception)
        {
            Trace(next, "the connection failed", started);
            return new(null, Broken(call, next.Address.Host, exception) with { MayRepeat = true });
        }
    }

    // The short-lived address speaks for a store of files, not for the service: 403 and 404 mean that its time is over.
    private HttpFailure Elsewhere(HttpCall call, string host, HttpFailure failure) => failure with
    {
        Error = new SwarmException(
            _options.Service.Unavailable.Code,
            $"{host}, to which {_options.Service.Name} sent the download of {call.Subject} on, answered {failure.Status}. {_options.Service.Unavailable.Advice}"),
        Status = null,
        MayRepeat = true,
    };

    private async Task<HttpOutcome<DownloadedFile>> SaveAsync(
        HttpCall call, HttpResponseMessage response, string destination, Digest? expected, ErrorCode mismatch, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > call.AnswerLimit)
        {
            return TooLarge(call);
        }

        var temporary = $"{destination}.{Guid.NewGuid():N}.tmp";
        try
        {
            var (size, digest) = await CopyAsync(response, temporary, call.AnswerLimit, cancellationToken);
            if (size > call.AnswerLimit)
            {
                return TooLarge(call);
            }

            if (expected is { } known && known != digest)
            {
                var error = new SwarmException(
                    mismatch,
                    $"What arrived as {call.Subject} has the digest {digest} and not {known}, which "
                    + $"{_options.Service.Name} names. Fetch it again; where it stays so, do not use it.");
                return new(null, new HttpFailure(error, MayRepeat: true));
            }

            File.Move(temporary, destination);
            DirectoryFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(destination))!);
            return new(new DownloadedFile(destination, size, digest), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{destination}' cannot be written: {exception.Message} Name another place, or make room there.", exception);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static async Task<(long Size, Digest Digest)> CopyAsync(
        HttpResponseMessage response, string path, long limit, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var target = DurableFile.Create(path);
        var buffer = new byte[128 * 1024];
        long size = 0;
        for (int count; (count = await ReadBodyAsync(source, buffer, cancellationToken)) > 0;)
        {
            size += count;
            if (size > limit)
            {
                return (size, default);
            }

            hash.AppendData(buffer, 0, count);
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        FileFlush.Flush(target);
        return (size, new Digest(hash.GetHashAndReset()));
    }

    // A connection that breaks must not be taken for a disk that fails.
    private static async ValueTask<int> ReadBodyAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, exception.Message, exception);
        }
    }

    // The service itself answers a download with 302; its other redirects say that the repository has moved.
    private static bool SendsOn(int status, int hop) => status == 302 || (hop > 0 && status is (301 or 303 or 307 or 308));

    private HttpOutcome<DownloadedFile> TooLarge(HttpCall call) =>
        new(null, new HttpFailure(_messages.Unusable(call.Subject, $"the file has more than {call.AnswerLimit} bytes, which is the most that is taken")));
}
