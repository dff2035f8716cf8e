using Octokit;
using Octokit.Internal;
using Swarm.Backends.Http;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub.Lookups;

/// <summary>
/// Carries one request of Octokit's. Octokit has no token, sees no refusal, and is shown no header, so that it neither follows a
/// link nor puts what a server says into an exception.
/// </summary>
/// <param name="send">Sends a request for a path of the API.</param>
/// <param name="show">Gives the part of an answer that Octokit is shown.</param>
internal sealed class OctokitTransport(Func<string, Task<HttpOutcome<HttpReply>>> send, Func<byte[], string> show) : IHttpClient
{
    private bool _isUsed;

    /// <summary>The answer; null before there is one.</summary>
    public HttpReply? Reply { get; private set; }

    /// <summary>Why there is no answer; null where there is one.</summary>
    public HttpFailure? Failure { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="SwarmException">There is no answer; <see cref="Failure"/> says more.</exception>
    public async Task<IResponse> Send(IRequest request, CancellationToken cancellationToken, Func<object, object>? preprocessResponseBody = null)
    {
        if (_isUsed || request.Method != HttpMethod.Get || request.Endpoint.IsAbsoluteUri)
        {
            throw new InvalidOperationException("A look-up is one request to the API itself.");
        }

        _isUsed = true;
        var outcome = await send(request.Endpoint.OriginalString);
        Failure = outcome.Failure;
        Reply = outcome.ValueOrThrow();
        return new OctokitResponse(show(Reply.Body));
    }

    /// <inheritdoc/>
    public void SetRequestTimeout(TimeSpan timeout)
    {
        // The deadline is the call's own.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Connections are the sender's, which outlives this.
    }
}
