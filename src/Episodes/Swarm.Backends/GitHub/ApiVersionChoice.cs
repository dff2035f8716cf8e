using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>Which version of the API is spoken: the newest that both sides know. Asked once; a failure is not kept.</summary>
/// <param name="demanded">The version that the caller wants, or null.</param>
/// <param name="fetch">Asks the server for those that it knows.</param>
internal sealed class ApiVersionChoice(string? demanded, Func<CancellationToken, Task<IReadOnlyList<string>>> fetch) : IDisposable
{
    /// <summary>From here on a dispatch always answers with the run that it started.</summary>
    public const string RunDetailsAlways = "2026-03-10";

    /// <summary>Here a dispatch answers with the run where it is asked to.</summary>
    public const string RunDetailsOnRequest = "2022-11-28";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private IReadOnlyList<string>? _offered;

    /// <summary>The versions that the server knows; empty where it knows none.</summary>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<IReadOnlyList<string>> OfferedAsync(CancellationToken cancellationToken)
    {
        if (_offered is { } known)
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _offered ??= await fetch(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The version to speak; null for a server that knows none.</summary>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="SwarmException">There is none that both know (<c>GH_RESPONSE_INVALID</c>).</exception>
    public async Task<string?> GetAsync(CancellationToken cancellationToken)
    {
        var offered = await OfferedAsync(cancellationToken);
        if (offered.Count == 0 && demanded is null)
        {
            return null;
        }

        string[] wanted = demanded is null ? [RunDetailsAlways, RunDetailsOnRequest] : [demanded];
        return wanted.FirstOrDefault(version => version is RunDetailsAlways or RunDetailsOnRequest && offered.Contains(version))
            ?? throw new SwarmException(
                ErrorCode.GitHubResponseInvalid,
                $"GitHub speaks the API versions '{string.Join("', '", offered.Take(10).Select(Quoted.Text))}', and none of '{string.Join("', '", wanted)}' that can be used here: update Swarm, or the server.");
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();
}
