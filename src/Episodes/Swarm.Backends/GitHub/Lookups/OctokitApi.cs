using Octokit;
using Octokit.Internal;
using Swarm.Backends.Http;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub.Lookups;

/// <summary>
/// Lists and look-ups of GitHub's REST API by way of Octokit, which makes addresses and reads answers. What is sent, how
/// often, for how long and where to is decided by <see cref="HttpSender"/>, as for every other call.
/// </summary>
/// <param name="sender">Sends.</param>
/// <param name="address">Where the API begins.</param>
/// <param name="prepare">Makes a call: method, address, what is asked for.</param>
internal sealed class OctokitApi(HttpSender sender, Uri address, Func<HttpMethod, string, string, CancellationToken, Task<HttpCall>> prepare)
{
    private static readonly ProductHeaderValue Product = new("swarm");

    /// <summary>Asks for something.</summary>
    /// <exception cref="SwarmException">It cannot be had.</exception>
    public async Task<T> AskAsync<TModel, T>(
        string subject, LookupAnswer<TModel, T> answer, Func<IGitHubClient, Task<TModel>> ask, CancellationToken cancellationToken, Action<HttpReply>? seen = null)
        where T : class
    {
        var outcome = await TryAskAsync(subject, answer, ask, cancellationToken, seen);
        return outcome.ValueOrThrow();
    }

    /// <summary>Asks for something, or gives why it cannot be had.</summary>
    /// <param name="subject">What is asked for, as a message names it.</param>
    /// <param name="answer">What is read of the answer.</param>
    /// <param name="ask">Asks by one request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="seen">Is given the answer as it came; or null.</param>
    /// <exception cref="SwarmException">The answer cannot be used.</exception>
    public async Task<HttpOutcome<T>> TryAskAsync<TModel, T>(
        string subject, LookupAnswer<TModel, T> answer, Func<IGitHubClient, Task<TModel>> ask, CancellationToken cancellationToken, Action<HttpReply>? seen = null)
        where T : class
    {
        using var transport = new OctokitTransport(path => SendAsync(path, subject, cancellationToken), body => ShownAnswer.Of(body, answer.Required, answer.Others));
        var connection = new Connection(Product, address, new InMemoryCredentialStore(Credentials.Anonymous), transport, new SimpleJsonSerializer());
        try
        {
            var value = answer.Read(await ask(new Octokit.GitHubClient(connection)));
            seen?.Invoke(transport.Reply!);
            return new(value, null);
        }
        catch (SwarmException exception) when (transport.Failure is { } failure && failure.Error == exception)
        {
            return new(null, failure);
        }
        catch (Exception exception) when (exception is not (SwarmException or OperationCanceledException))
        {
            // Whatever was made of an answer that nobody foresaw: its own words may quote the answer, and are not passed on.
            throw sender.Unusable(subject, "it is not of its form");
        }
    }

    /// <summary>Reads all pages of a list.</summary>
    /// <exception cref="SwarmException">It cannot be read, or has no end.</exception>
    public Task<IReadOnlyList<T>> ListAsync<TModel, T>(
        string subject, LookupAnswer<TModel, IReadOnlyList<T>> page, Func<IGitHubClient, ApiOptions, Task<TModel>> ask, CancellationToken cancellationToken) =>
        PagedList.ReadAsync(
            number => AskAsync(
                subject, page, octokit => ask(octokit, new ApiOptions { StartPage = number, PageCount = 1, PageSize = PagedList.PageSize }), cancellationToken),
            reason => sender.Unusable(subject, reason));

    private async Task<HttpOutcome<HttpReply>> SendAsync(string path, string subject, CancellationToken cancellationToken) =>
        await sender.SendAsync(await prepare(HttpMethod.Get, path, subject, cancellationToken), cancellationToken);
}
