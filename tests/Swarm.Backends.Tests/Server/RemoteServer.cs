using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Swarm.Backends.Tests.Server;

/// <summary>
/// Plays a service in memory on a port of loopback, and the store of its files on another one, which refuses whoever
/// brings a token. Requests are checked against the published description where one is given.
/// </summary>
public abstract class RemoteServer : IAsyncDisposable
{
    /// <summary>The type of an answer that is a file, of which a description says nothing.</summary>
    protected const string RawContent = "application/octet-stream";

    private readonly Dictionary<string, byte[]> _store = [];
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ServerRequest> _requests = [];
    private readonly ConcurrentQueue<string> _violations = [];
    private readonly List<(string Method, string Path, Fault Fault)> _faults = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private int _apiPort;
    private int _storePort;

    protected RemoteServer(TimeProvider clock, OpenApi.OpenApiDescription? description)
    {
        Clock = clock;
        Description = description;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MinResponseDataRate = null;
            options.Listen(IPAddress.Loopback, 0);
            options.Listen(IPAddress.Loopback, 0);
        });
        _application = builder.Build();
        _application.Run(ServeAsync);
    }

    public TimeProvider Clock { get; }

    public OpenApi.OpenApiDescription? Description { get; }

    /// <summary>What to give as the service's host.</summary>
    public string Host => $"http://127.0.0.1:{_apiPort}";

    public Uri StoreAddress => new($"http://127.0.0.1:{_storePort}/");

    /// <summary>The only token that is known.</summary>
    public abstract string Token { get; set; }

    /// <summary>Whether runs are shown in lists.</summary>
    public bool ShowsRuns { get; set; } = true;

    public TimeSpan ClockSkew { get; set; }

    /// <summary>Where downloads are sent on to; null for the store.</summary>
    public Func<string, string>? RedirectTo { get; set; }

    /// <summary>What happens to a run that a dispatch started.</summary>
    public Action<ServerRun>? Dispatched { get; set; }

    public IReadOnlyList<ServerRequest> Requests => [.. _requests];

    /// <summary>What was wrong with requests: against the description, or a token where none belongs.</summary>
    public IReadOnlyList<string> Violations => [.. _violations];

    /// <summary>Gives what was wrong so far, and forgets it: for a test that expects it.</summary>
    public IReadOnlyList<string> TakeViolations()
    {
        var taken = new List<string>();
        while (_violations.TryDequeue(out var wrong))
        {
            taken.Add(wrong);
        }

        return taken;
    }

    protected long NextId { get; set; } = 1000;

    public long TakeId() => ++NextId;

    /// <summary>The header that names a request in the service's own records.</summary>
    protected abstract string RequestHeader { get; }

    protected DateTimeOffset Now() => Clock.GetUtcNow() + ClockSkew;

    /// <summary>Where the API begins.</summary>
    protected abstract string ApiPath { get; }

    /// <summary>A path as the published description has it; null for one that is not held to it.</summary>
    protected virtual string? Described(string path) => path;

    /// <summary>Whether the description is good enough to hold this server's own answers to it.</summary>
    protected virtual bool ChecksAnswers => true;

    protected abstract ServerAnswer? Refusal(ServerRequest request);

    protected abstract ServerAnswer Route(ServerRequest request, string path);

    protected static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    protected static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Sends a download on to the store of files, to an address that is good once.</summary>
    protected ServerAnswer SendOn(byte[] content, string type = "zip")
    {
        var key = $"{++NextId}.{type}";
        _store[$"/store/{key}"] = content;
        var address = $"{StoreAddress}store/{key}?signature=short-lived-secret";
        return new ServerAnswer(302, []).With("Location", RedirectTo?.Invoke(address) ?? address);
    }

    protected void Began(ServerRun run) => Dispatched?.Invoke(run);

    /// <summary>Changes what the server has while it serves: no request sees it halfway.</summary>
    public void Change(Action action)
    {
        lock (_gate)
        {
            action();
        }
    }

    public async Task StartAsync()
    {
        await _application.StartAsync();
        var ports = _application.Urls.Select(url => new Uri(url).Port).ToArray();
        (_apiPort, _storePort) = (ports[0], ports[1]);
    }

    /// <summary>Scripts faults, one a request, for those whose method is this one and whose path ends so.</summary>
    public void Script(string method, string pathEnd, params Fault[] faults)
    {
        lock (_gate)
        {
            _faults.AddRange(faults.Select(fault => (method, pathEnd, fault)));
        }
    }

    public int Count(string method, string pathEnd) =>
        _requests.Count(request => request.Method == method && request.Path.EndsWith(pathEnd, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _application.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = await ReadAsync(context);
        _requests.Enqueue(request);
        var fault = TakeFault(request);
        try
        {
            await ServeAsync(context, request, fault);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private async Task ServeAsync(HttpContext context, ServerRequest request, Fault? fault)
    {
        var answer = fault switch
        {
            Fault.Drop { IsDone: false } or Fault.Hang { IsDone: false } => null,
            Fault.Answer other => other.Make(),
            Fault.Change change => change.To(Answer(context, request)),
            _ => Answer(context, request),
        };
        fault?.Reached?.Invoke();
        switch (fault)
        {
            case Fault.Drop:
                context.Abort();
                return;
            case Fault.Hang:
                await WaitForEndAsync(context);
                return;
            default:
                await SendAsync(context, answer!, fault is Fault.Trickle);
                return;
        }
    }

    private ServerAnswer Answer(HttpContext context, ServerRequest request)
    {
        lock (_gate)
        {
            if (context.Connection.LocalPort == _storePort)
            {
                return AnswerFromStore(request);
            }

            var path = request.Path.StartsWith(ApiPath, StringComparison.Ordinal) ? request.Path[ApiPath.Length..] : request.Path;
            Check(request, path);
            var answer = Refusal(request) ?? Route(request, path);
            CheckAnswer(request, path, answer);
            return answer;
        }
    }

    // Each address is good for one download.
    private ServerAnswer AnswerFromStore(ServerRequest request)
    {
        if (request.Headers.ContainsKey("Authorization") || request.Headers.Values.Any(value => value.Contains(Token, StringComparison.Ordinal)))
        {
            _violations.Enqueue("a token arrived at the store of files");
            return ServerAnswer.Message(400, "A token arrived here");
        }

        if (request.Query.GetValueOrDefault("signature") != "short-lived-secret" || !_store.Remove(request.Path, out var content))
        {
            return new ServerAnswer(403, "<Error><Code>AuthenticationFailed</Code></Error>"u8.ToArray());
        }

        return new ServerAnswer(200, content).With("Content-Type", "application/octet-stream");
    }

    private void Check(ServerRequest request, string path)
    {
        if (Description is not null && Described(path) is { } described)
        {
            foreach (var wrong in Description.CheckRequest(request.Method, described, request.Query, request.Json))
            {
                _violations.Enqueue($"{request.Method} {path}: {wrong}");
            }
        }
    }

    // What this server answers has only members that the description has, so that a test proves something about the service.
    private void CheckAnswer(ServerRequest request, string path, ServerAnswer answer)
    {
        if (Description is not null && ChecksAnswers && answer.Status < 300 && answer.Body.Length > 0 && answer.Headers.GetValueOrDefault("Content-Type") != RawContent)
        {
            foreach (var wrong in Description.CheckAnswer(request.Method, path, answer.Status, JsonNode.Parse(answer.Body)))
            {
                _violations.Enqueue($"the server's answer to {request.Method} {path}: {wrong}");
            }
        }
    }

    // The content of a file is no JSON that a description could tell of.
    private Fault? TakeFault(ServerRequest request)
    {
        lock (_gate)
        {
            var index = _faults.FindIndex(entry => entry.Method == request.Method && request.Path.EndsWith(entry.Path, StringComparison.Ordinal));
            if (index < 0)
            {
                return null;
            }

            var fault = _faults[index].Fault;
            _faults.RemoveAt(index);
            return fault;
        }
    }

    private async Task SendAsync(HttpContext context, ServerAnswer answer, bool trickles)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.Headers.Date = (Clock.GetUtcNow() + ClockSkew).ToString("R", CultureInfo.InvariantCulture);
        context.Response.Headers[RequestHeader] = $"TEST:{_requests.Count}";
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (!answer.IsChunked && answer.Status is not 204)
        {
            context.Response.ContentLength = answer.Body.Length;
        }

        if (trickles)
        {
            await context.Response.Body.WriteAsync(answer.Body.AsMemory(0, 1));
            await context.Response.Body.FlushAsync();
            await WaitForEndAsync(context);
            return;
        }

        await context.Response.Body.WriteAsync(answer.Body.AsMemory(0, answer.CutAfter ?? answer.Body.Length));
        if (answer.CutAfter is not null)
        {
            await context.Response.Body.FlushAsync();
            context.Abort();
        }
    }

    private async Task WaitForEndAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        await Task.Delay(Timeout.Infinite, end.Token);
    }

    private static async Task<ServerRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        JsonNode? json = null;
        if (bytes.Length > 0)
        {
            try
            {
                json = JsonNode.Parse(bytes);
            }
            catch (JsonException)
            {
                // The description's check says that a body is missing.
            }
        }

        return new ServerRequest(
            context.Request.Method,
            context.Request.Path.Value ?? "/",
            context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            bytes,
            json);
    }
}
