using System.Net;
using Swarm.Core.Errors;

namespace Swarm.Backends.Http;

/// <summary>
/// Sends requests to one service: each under a deadline, answers bounded, repeated only where that is safe and as the
/// service asks. Redirects are followed only for downloads, by hand and without credentials.
/// </summary>
internal sealed partial class HttpSender : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);
    private static readonly string UserAgent = $"swarm/{typeof(HttpSender).Assembly.GetName().Version?.ToString(3)}";

    private readonly HttpSenderOptions _options;
    private readonly HttpMessages _messages;
    private readonly HttpMessageInvoker _invoker;
    private long _skewTicks;

    /// <summary>Creates the sender.</summary>
    /// <param name="options">What it needs from outside.</param>
    public HttpSender(HttpSenderOptions options)
    {
        _options = options;
        _messages = new HttpMessages(options.Service, options.Redact);
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>How far the service's clock was ahead of this machine's when it last answered. Its clock shows whole seconds.</summary>
    public TimeSpan ClockSkew => TimeSpan.FromTicks(Interlocked.Read(ref _skewTicks));

    /// <summary>
    /// A moment of the service's clock before now, by a margin. A clock that is ahead is not counted on: looking from too early
    /// finds more than is needed, from too late nothing.
    /// </summary>
    /// <param name="margin">How far the clocks of the service's own machines may be apart.</param>
    public DateTimeOffset Before(TimeSpan margin) => _options.Time.GetUtcNow() + (ClockSkew < TimeSpan.Zero ? ClockSkew : TimeSpan.Zero) - margin;

    /// <summary>What an unusable answer is reported with.</summary>
    public SwarmException Unusable(string subject, string reason) => _messages.Unusable(subject, reason);

    /// <summary>Sends a request and reads the answer.</summary>
    /// <param name="call">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task<HttpOutcome<HttpReply>> SendAsync(HttpCall call, CancellationToken cancellationToken) =>
        RepeatAsync(call, (attempt, token) => AttemptAsync(call, attempt, token), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    private async Task<HttpOutcome<T>> RepeatAsync<T>(
        HttpCall call, Func<int, CancellationToken, Task<HttpOutcome<T>>> once, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new CancellationTokenSource(call.Deadline, _options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var started = _options.Time.GetTimestamp();
        HttpFailure? last = null;
        var mayHaveTakenEffect = false;
        var attempt = 0;
        var pipeline = Repetition.Create<HttpOutcome<T>>(
            _options.Time, _options.Attempts, outcome => outcome.Result.Failure is { MayRepeat: true } failure && IsInTime(failure), outcome => outcome.Result.Failure?.RetryAfter);
        try
        {
            return await pipeline.ExecuteAsync(AttemptAsync, linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Trace(call, "no answer in time", started);
            return new(null, new HttpFailure(_messages.TimedOut(call.Subject, call.Deadline, last?.Error), mayHaveTakenEffect));
        }

        async ValueTask<HttpOutcome<T>> AttemptAsync(CancellationToken token)
        {
            // Until an attempt has ended, it may have reached the service.
            mayHaveTakenEffect = true;
            var outcome = await once(++attempt, token);
            (last, mayHaveTakenEffect) = (outcome.Failure, outcome.Failure?.MayHaveTakenEffect ?? true);
            return outcome;
        }

        // What would be waited for beyond the deadline is reported at once.
        bool IsInTime(HttpFailure failure) => _options.Time.GetElapsedTime(started) + (failure.RetryAfter ?? TimeSpan.Zero) < call.Deadline;
    }

    private async Task<HttpOutcome<HttpReply>> AttemptAsync(HttpCall call, int attempt, CancellationToken cancellationToken)
    {
        var started = _options.Time.GetTimestamp();
        try
        {
            using var response = await SendOnceAsync(call, cancellationToken);
            Trace(call, $"{(int)response.StatusCode}", started, Request(response));
            if ((int)response.StatusCode >= 300)
            {
                return new(null, await RefusalAsync(call, response, attempt, cancellationToken));
            }

            var body = await ReadAsync(response, call.AnswerLimit, cancellationToken);
            return body is null
                ? new(null, new HttpFailure(
                    _messages.Unusable(call.Subject, $"it has more than {call.AnswerLimit} bytes"), !call.IsRepeatSafe, Status: (int)response.StatusCode))
                : new(new HttpReply((int)response.StatusCode, response.Headers, body), null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            Trace(call, "the connection failed", started);
            return new(null, Broken(call, call.Address.Host, exception));
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpCall call, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(call.Method, call.Address);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        foreach (var (name, value) in call.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        }

        if (call.BodyFile is { } file)
        {
            request.Content = new StreamContent(OpenBody(file));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        }

        var response = await InvokeAsync(request, cancellationToken);
        if (response.Headers.Date is { } date && !ReferenceEquals(call.Headers, NoHeaders))
        {
            Interlocked.Exchange(ref _skewTicks, (date - _options.Time.GetUtcNow()).Ticks);
        }

        return response;
    }

    private static FileStream OpenBody(string file)
    {
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{file}' cannot be read: {exception.Message} See that it is there and that you may read it.", exception);
        }
    }

    // A connection that takes too long to be made is reported as a cancellation that nobody asked for.
    private async Task<HttpResponseMessage> InvokeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _invoker.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"no connection was made within {ConnectTimeout.TotalSeconds} s");
        }
    }

    private async Task<HttpFailure> RefusalAsync(HttpCall call, HttpResponseMessage response, int attempt, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var said = _messages.Quote(await ReadAsync(response, 256 * 1024, cancellationToken) ?? []);
        var asked = RetryDelay.Asked(response, _options.Time.GetUtcNow());
        if (RetryDelay.IsRateLimit(response, said))
        {
            // What a limit turned away was not done: repeating it is safe whatever it is.
            var delay = asked ?? RetryDelay.UnderLimit(attempt);
            return new(
                _messages.Refused(_options.Service.RateLimited, status, call.Subject, said, delay), RetryAfter: delay, Status: status, MayRepeat: true);
        }

        var isFault = status is 408 or >= 500;
        return new(
            _messages.Refused(_options.Service.Of(status), status, call.Subject, said, isFault ? asked : null),
            MayHaveTakenEffect: isFault,
            RetryAfter: isFault ? asked : null,
            Status: status,
            MayRepeat: isFault && call.IsRepeatSafe);
    }

    private HttpFailure Broken(HttpCall call, string host, Exception exception)
    {
        var error = _messages.Unreachable(call.Subject, host, exception);
        var kind = (exception as HttpRequestException)?.HttpRequestError;
        return kind switch
        {
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError =>
                new(error, MayHaveTakenEffect: false, MayRepeat: true),
            HttpRequestError.SecureConnectionError => new(error),
            _ => new(error, MayHaveTakenEffect: true, MayRepeat: call.IsRepeatSafe),
        };
    }

    private static async Task<byte[]?> ReadAsync(HttpResponseMessage response, long limit, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > limit)
        {
            return null;
        }

        using var content = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 * 1024];
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (content.Length + count > limit)
            {
                return null;
            }

            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }

    private string? Request(HttpResponseMessage response) =>
        response.Headers.TryGetValues(_options.Service.RequestHeader, out var values) ? values.FirstOrDefault() : null;

    private void Trace(HttpCall call, string outcome, long started, string? request = null)
    {
        if (_options.Trace is { } trace)
        {
            // Where a download was sent on to, the address itself is what lets one in.
            var path = ReferenceEquals(call.Headers, NoHeaders) ? "/…" : call.Address.AbsolutePath;
            var suffix = request is null ? "" : $", request {request}";
            var milliseconds = _options.Time.GetElapsedTime(started).TotalMilliseconds;
            trace(_options.Redact($"{call.Method} {call.Address.Host}{path}: {outcome} after {milliseconds:0} ms{suffix}"));
        }
    }
}
