using System.Net;
using System.Net.Http.Headers;
using Swarm.Core.Errors;

namespace Swarm.Backends.Bundles.S3;

/// <summary>
/// Bounds each exchange with a server of S3: in time, in what is read of an answer that is no bundle, and to the host that
/// was asked first. Sent elsewhere, a signed request would show that host the bundle and the session's token.
/// </summary>
internal sealed class S3Handler : DelegatingHandler
{
    private const int MostAnswerBytes = 1 << 20;
    private const double LeastBytesPerSecond = 32 * 1024;
    private const string Amazon = ".amazonaws.com";

    private readonly BundleStoreOptions _options;
    private Uri? _first;

    public S3Handler(BundleStoreOptions options, HttpMessageHandler inner)
        : base(inner) => _options = options;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        RequireHost(address);
        var allowance = _options.Patience + TimeSpan.FromSeconds((request.Content?.Headers.ContentLength ?? 0) / LeastBytesPerSecond);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(allowance);
        var started = _options.Time.GetTimestamp();
        try
        {
            var response = await base.SendAsync(request, late.Token);
            Trace(request, $"{(int)response.StatusCode}", started);
            if (response.Headers.Location is { } location)
            {
                RequireAmazon(address, new Uri(address, location));
            }

            if (request.Method == HttpMethod.Get && response.StatusCode == HttpStatusCode.OK)
            {
                // The client takes a tag that looks like an MD5 for one and hashes the body again; not every server means one.
                response.Headers.ETag = null;
                return response;
            }

            return request.Method == HttpMethod.Head ? response : await BoundAsync(response, late.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Trace(request, "no answer in time", started);
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"{address.Host} gave no answer within {allowance.TotalSeconds:0.###} s");
        }
        catch (HttpRequestException)
        {
            Trace(request, "the connection failed", started);
            throw;
        }
    }

    private void RequireHost(Uri address)
    {
        var first = Interlocked.CompareExchange(ref _first, address, null) ?? address;
        if (address.Authority != first.Authority || address.Scheme != first.Scheme)
        {
            RequireAmazon(first, address);
        }
    }

    // Amazon itself sends requests for a new bucket, or one of another region, on to where it is.
    private static void RequireAmazon(Uri from, Uri to)
    {
        if (to.Scheme != Uri.UriSchemeHttps || !IsAmazon(from) || !IsAmazon(to))
        {
            throw new SwarmException(
                ErrorCode.BundleStoreRejected,
                $"{from.Host} sends the request on to {to.Host}, where no credentials go: set AWS_ENDPOINT_URL_S3 and AWS_REGION to where the bucket is.");
        }
    }

    private static bool IsAmazon(Uri address) =>
        address.Host.EndsWith(Amazon, StringComparison.Ordinal) || address.Host.EndsWith($"{Amazon}.cn", StringComparison.Ordinal);

    private static async Task<HttpResponseMessage> BoundAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var whole = response.Content;
        var buffer = new byte[MostAnswerBytes + 1];
        int count;
        await using (var stream = await whole.ReadAsStreamAsync(cancellationToken))
        {
            count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        }

        if (count > MostAnswerBytes)
        {
            throw new SwarmException(ErrorCode.BundleStoreRejected, $"An answer of S3 has more than {MostAnswerBytes} bytes: check that AWS_ENDPOINT_URL_S3 names a server of S3.");
        }

        response.Content = new ByteArrayContent(buffer, 0, count);
        Copy(whole.Headers, response.Content.Headers);
        whole.Dispose();
        return response;
    }

    private static void Copy(HttpContentHeaders from, HttpContentHeaders to)
    {
        foreach (var (name, values) in from.Where(header => header.Key is not "Content-Length"))
        {
            to.TryAddWithoutValidation(name, values);
        }
    }

    private void Trace(HttpRequestMessage request, string outcome, long started) =>
        _options.Trace?.Invoke(
            $"{request.Method} {request.RequestUri!.Host}{request.RequestUri.AbsolutePath}: {outcome} after {_options.Time.GetElapsedTime(started).TotalMilliseconds:0} ms");
}
