using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Swarm.Backends.Tests.Server;

namespace Swarm.Backends.Tests.S3;

/// <summary>
/// Plays S3 in memory on a port of loopback: one bucket, signatures checked, conditions, uploads in parts, faults. On
/// another port it plays a host that requests are sent on to, and that none may reach.
/// </summary>
internal sealed class S3Server : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ServerRequest> _requests = [];
    private readonly ConcurrentQueue<ServerRequest> _elsewhere = [];
    private readonly List<(string Method, Fault Fault)> _faults = [];
    private readonly Dictionary<string, SortedDictionary<int, byte[]>> _uploads = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private int _port;
    private int _elsewherePort;

    private S3Server()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MinResponseDataRate = null;
            options.Limits.MaxRequestBodySize = null;
            options.Listen(IPAddress.Loopback, 0);
            options.Listen(IPAddress.Loopback, 0);
        });
        _application = builder.Build();
        _application.Run(ServeAsync);
    }

    public string Endpoint => $"http://127.0.0.1:{_port}";

    public string Elsewhere => $"http://127.0.0.1:{_elsewherePort}";

    public string Bucket => "swarm-bundles";

    public string KeyId { get; set; } = "AKIDEXAMPLE";

    public string Secret { get; set; } = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /// <summary>Whether If-None-Match is known; older servers answer 501.</summary>
    public bool KnowsConditions { get; set; } = true;

    public ConcurrentDictionary<string, byte[]> Objects { get; } = [];

    public IReadOnlyList<ServerRequest> Requests => [.. _requests];

    public IReadOnlyList<ServerRequest> RequestsElsewhere => [.. _elsewhere];

    /// <summary>How many uploads in parts were begun and neither completed nor abandoned.</summary>
    public int OpenUploads
    {
        get
        {
            lock (_gate)
            {
                return _uploads.Count;
            }
        }
    }

    public static async Task<S3Server> StartAsync()
    {
        var server = new S3Server();
        await server._application.StartAsync();
        var ports = server._application.Urls.Select(url => new Uri(url).Port).ToArray();
        (server._port, server._elsewherePort) = (ports[0], ports[1]);
        return server;
    }

    /// <summary>Scripts faults, one a request, for those of this method.</summary>
    public void Script(string method, params Fault[] faults)
    {
        lock (_gate)
        {
            _faults.AddRange(faults.Select(fault => (method, fault)));
        }
    }

    public static Fault Failing(int status, string code) => new Fault.Answer(() => Error(status, code));

    public int Count(string method) => _requests.Count(request => request.Method == method);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _application.DisposeAsync();
        _stopping.Dispose();
    }

    private static ServerAnswer Error(int status, string code) => Xml(status, new XElement(
        "Error", new XElement("Code", code), new XElement("Message", "Scripted or refused"), new XElement("RequestId", "TEST")));

    private static ServerAnswer Xml(int status, XElement element) => new(status, Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{element}"))
    {
        Headers = { ["Content-Type"] = "application/xml" },
    };

    private async Task ServeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = new ServerRequest(
            context.Request.Method,
            context.Request.Path.Value ?? "/",
            context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray(),
            Json: null);
        if (context.Connection.LocalPort == _elsewherePort)
        {
            _elsewhere.Enqueue(request);
            context.Response.StatusCode = 200;
            return;
        }

        _requests.Enqueue(request);
        try
        {
            await AnswerAsync(context, request);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext context, ServerRequest request)
    {
        ServerAnswer answer;
        Fault? fault;
        lock (_gate)
        {
            var index = _faults.FindIndex(entry => entry.Method == request.Method);
            fault = index < 0 ? null : _faults[index].Fault;
            if (fault is not null)
            {
                _faults.RemoveAt(index);
            }

            var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            answer = fault is Fault.Answer other ? other.Make()
                : SignatureCheck.Refuse(request.Method, target, request.Headers, request.Body, KeyId, Secret) is { } code ? Error(code == "XAmzContentSHA256Mismatch" ? 400 : 403, code)
                : Route(request);
            answer = fault is Fault.Change change ? change.To(answer) : answer;
        }

        fault?.Reached?.Invoke();
        if (fault is Fault.Drop)
        {
            context.Abort();
            return;
        }

        if (fault is Fault.Hang)
        {
            await WaitForEndAsync(context);
        }

        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (!answer.IsChunked)
        {
            context.Response.ContentLength = answer.Body.Length;
        }

        if (request.Method == "HEAD")
        {
            return;
        }

        await context.Response.Body.WriteAsync(answer.Body.AsMemory(0, fault is Fault.Trickle ? 1 : answer.CutAfter ?? answer.Body.Length));
        await context.Response.Body.FlushAsync();
        if (fault is Fault.Trickle)
        {
            await WaitForEndAsync(context);
        }
        else if (answer.CutAfter is not null)
        {
            // What was sent arrives first; a client repeats by itself what ends before it is answered.
            await Task.Delay(100);
            context.Abort();
        }
    }

    private ServerAnswer Route(ServerRequest request)
    {
        var path = request.Path[1..].Split('/', 2);
        if (path[0] != Bucket)
        {
            return Error(404, "NoSuchBucket");
        }

        var key = path.Length == 2 ? path[1] : "";
        var upload = request.Query.GetValueOrDefault("uploadId");
        return (request.Method, upload) switch
        {
            ("PUT", null) => Store(request, key, request.Body),
            ("POST", null) when request.Query.ContainsKey("uploads") => Begin(key),
            ("PUT", not null) => Take(upload, int.Parse(request.Query["partNumber"]), request.Body),
            ("POST", not null) => Complete(request, key, upload),
            ("DELETE", not null) => _uploads.Remove(upload) ? new ServerAnswer(204, []) : Error(404, "NoSuchUpload"),
            ("GET" or "HEAD", null) => Objects.TryGetValue(key, out var content) ? new ServerAnswer(200, content).With("ETag", Tag(content)) : Error(404, "NoSuchKey"),
            _ => Error(405, "MethodNotAllowed"),
        };
    }

    private ServerAnswer Store(ServerRequest request, string key, byte[] content)
    {
        if (request.Headers.ContainsKey("If-None-Match"))
        {
            if (!KnowsConditions)
            {
                return Error(501, "NotImplemented");
            }

            if (Objects.ContainsKey(key))
            {
                return Error(412, "PreconditionFailed");
            }
        }

        Objects[key] = content;
        return new ServerAnswer(200, []).With("ETag", Tag(content));
    }

    private ServerAnswer Begin(string key)
    {
        var upload = Guid.NewGuid().ToString("N");
        _uploads[upload] = [];
        return Xml(200, new XElement("InitiateMultipartUploadResult", new XElement("Bucket", Bucket), new XElement("Key", key), new XElement("UploadId", upload)));
    }

    private ServerAnswer Take(string upload, int number, byte[] content)
    {
        if (!_uploads.TryGetValue(upload, out var parts))
        {
            return Error(404, "NoSuchUpload");
        }

        parts[number] = content;
        return new ServerAnswer(200, []).With("ETag", Tag(content));
    }

    private ServerAnswer Complete(ServerRequest request, string key, string upload)
    {
        if (!_uploads.TryGetValue(upload, out var parts))
        {
            return Error(404, "NoSuchUpload");
        }

        var named = XElement.Parse(Encoding.UTF8.GetString(request.Body)).Elements()
            .ToDictionary(part => (int)part.Elements().First(item => item.Name.LocalName == "PartNumber"), part => (string)part.Elements().First(item => item.Name.LocalName == "ETag"));
        if (named.Count != parts.Count || parts.Any(part => named.GetValueOrDefault(part.Key)?.Trim('"') != Tag(part.Value).Trim('"')))
        {
            return Error(400, "InvalidPart");
        }

        var answer = Store(request, key, [.. parts.Values.SelectMany(part => part)]);
        if (answer.Status != 200)
        {
            return answer;
        }

        _uploads.Remove(upload);
        return Xml(200, new XElement("CompleteMultipartUploadResult", new XElement("Bucket", Bucket), new XElement("Key", key), new XElement("ETag", "\"whole\"")));
    }

    private static string Tag(byte[] content) => $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"";

    private async Task WaitForEndAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        await Task.Delay(Timeout.Infinite, end.Token);
    }
}
