using System.Net;
using Amazon.Runtime;

namespace Swarm.Backends.Bundles.S3;

/// <summary>Gives the client of S3 its connections.</summary>
/// <param name="options">How stores are reached.</param>
internal sealed class S3HttpClients(BundleStoreOptions options) : HttpClientFactory
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(Handler(), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    private S3Handler Handler() => new(options, new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = ConnectTimeout,
        MaxResponseHeadersLength = 64,
        ActivityHeadersPropagator = null,
    });
}
