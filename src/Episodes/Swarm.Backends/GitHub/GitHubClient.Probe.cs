using System.Globalization;
using Swarm.Backends.GitHub.Answers;
using Swarm.Backends.GitHub.Lookups;
using Swarm.Backends.Http;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>What a check of the environment asks.</summary>
public sealed partial class GitHubClient
{
    /// <summary>Reads a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Core.Errors.SwarmException">It cannot be read (<c>GH_…</c>).</exception>
    public Task<GitHubRepositoryDetails> GetRepositoryAsync(GitHubRepository repository, CancellationToken cancellationToken = default) =>
        GetRepositoryAsync(repository, seen: null, cancellationToken);

    /// <summary>Learns what server, token and repository allow, without changing anything.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="Core.Errors.SwarmException">The server, the token or the repository cannot be used at all (<c>GH_…</c>).</exception>
    public async Task<GitHubProbe> ProbeAsync(GitHubRepository repository, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        HttpReply? reply = null;
        var details = await GetRepositoryAsync(repository, answer => reply = answer, cancellationToken);
        return new GitHubProbe
        {
            Repository = details,
            Login = await FindLoginAsync(cancellationToken),
            Scopes = reply!.Header("x-oauth-scopes")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            TokenExpires = reply.Header("github-authentication-token-expiration"),
            ApiVersions = await _version.OfferedAsync(cancellationToken),
            ApiVersion = await _version.GetAsync(cancellationToken),
            ServerVersion = reply.Header("x-github-enterprise-version"),
            ClockSkew = _sender.ClockSkew,
            RequestsLeft = int.TryParse(reply.Header("x-ratelimit-remaining"), NumberStyles.None, CultureInfo.InvariantCulture, out var left) ? left : null,
        };
    }

    /// <summary>Reads an environment.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="environment">The environment's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Core.Errors.SwarmException">It cannot be read (<c>GH_…</c>).</exception>
    public Task<GitHubEnvironment> GetEnvironmentAsync(GitHubRepository repository, string environment, CancellationToken cancellationToken = default) =>
        _api.GetAsync(Of(repository, environment), $"the environment '{Quoted.Text(environment)}' of {repository}", GitHubJson.Default.GitHubEnvironment, cancellationToken);

    /// <summary>Lists the names of an environment's secrets.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="environment">The environment's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Core.Errors.SwarmException">They cannot be listed (<c>GH_…</c>).</exception>
    public Task<IReadOnlyList<GitHubSecret>> ListEnvironmentSecretsAsync(
        GitHubRepository repository, string environment, CancellationToken cancellationToken = default) => _api.ListAsync(
            $"{Of(repository, environment)}/secrets",
            $"the names of the secrets of the environment '{Quoted.Text(environment)}' of {repository}",
            GitHubJson.Default.SecretsAnswer,
            static page => page.Secrets,
            cancellationToken);

    /// <summary>Reads the key that an environment's secrets are sealed to.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="environment">The environment's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Core.Errors.SwarmException">It cannot be read (<c>GH_…</c>).</exception>
    public Task<GitHubPublicKey> GetEnvironmentPublicKeyAsync(
        GitHubRepository repository, string environment, CancellationToken cancellationToken = default) => _api.GetAsync(
            $"{Of(repository, environment)}/secrets/public-key",
            $"the public key of the environment '{Quoted.Text(environment)}' of {repository}",
            GitHubJson.Default.GitHubPublicKey,
            cancellationToken);

    private static string Of(GitHubRepository repository, string environment)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(environment);
        return $"{Of(repository)}/environments/{Uri.EscapeDataString(environment)}";
    }

    private Task<GitHubRepositoryDetails> GetRepositoryAsync(GitHubRepository repository, Action<HttpReply>? seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return _lookups.AskAsync(
            $"the repository {repository}", LookupAnswers.Repository, octokit => octokit.Repository.Get(repository.Owner, repository.Name), cancellationToken, seen);
    }

    // Tokens of apps and workflows belong to nobody: GitHub answers 403. A limit, which has that status too, says nothing about it.
    private async Task<string?> FindLoginAsync(CancellationToken cancellationToken)
    {
        var outcome = await _lookups.TryAskAsync("the token's owner", LookupAnswers.Login, static octokit => octokit.User.Current(), cancellationToken);
        return outcome.Failure is { Status: 403 or 404 } refusal && refusal.Error.ErrorCode != ErrorCode.GitHubRateLimited ? null : outcome.ValueOrThrow();
    }

    private async Task<IReadOnlyList<string>> FetchApiVersionsAsync(CancellationToken cancellationToken)
    {
        const string Subject = "the versions of its API";
        var outcome = await _sender.SendAsync(Call(HttpMethod.Get, "versions", Subject, version: null), cancellationToken);
        return outcome.Failure is { Status: 404 }
            ? []
            : _api.Read(outcome.ValueOrThrow(), GitHubJson.Default.StringArray, Subject);
    }
}
