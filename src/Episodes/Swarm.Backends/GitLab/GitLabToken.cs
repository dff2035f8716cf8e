using System.Security;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitLab;

/// <summary>A token of the GitLab API. It prints, formats and serialises as nothing but where it came from.</summary>
public sealed class GitLabToken
{
    private const string JobVariable = "CI_JOB_TOKEN";

    private readonly SecretText _secret;

    private GitLabToken(SecretText secret, string source, bool isJobToken)
    {
        _secret = secret;
        Source = source;
        IsJobToken = isJobToken;
    }

    /// <summary>Where it came from: a parameter, or the name of a variable.</summary>
    public string Source { get; }

    /// <summary>Whether it is the token of a running job, which may read artifacts and read and write packages, and nothing more.</summary>
    public bool IsJobToken { get; }

    /// <summary>The header that it is sent in.</summary>
    internal string HeaderName => IsJobToken ? "JOB-TOKEN" : "PRIVATE-TOKEN";

    /// <summary>Takes a token from text.</summary>
    /// <param name="value">The token; white space around it is dropped.</param>
    /// <param name="source">Where it came from, for messages.</param>
    /// <param name="isJobToken">Whether it is the token of a running job.</param>
    /// <exception cref="SwarmException">It cannot be a token (<c>GL_UNAUTHORIZED</c>).</exception>
    public static GitLabToken FromText(ReadOnlySpan<char> value, string source, bool isJobToken = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        return new GitLabToken(SecretText.From(value, $"GitLab token from {source}", ErrorCode.GitLabUnauthorized), source, isJobToken);
    }

    /// <summary>Takes a token from a secure string.</summary>
    /// <param name="value">The token.</param>
    /// <param name="source">Where it came from, for messages.</param>
    /// <exception cref="SwarmException">It cannot be a token (<c>GL_UNAUTHORIZED</c>).</exception>
    public static GitLabToken FromSecureString(SecureString value, string source = "the call") => FromText(SecretText.Open(value), source);

    /// <summary>Finds the token to use: the one given, else <c>GITLAB_TOKEN</c>, else, in a job of GitLab's, that job's own.</summary>
    /// <param name="given">What the caller was given, or null.</param>
    /// <param name="host">The GitLab that it is for.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="SwarmException">There is none, or it cannot be one (<c>GL_UNAUTHORIZED</c>).</exception>
    public static GitLabToken Find(SecureString? given, GitLabHost host, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(environment);
        return given is not null ? FromSecureString(given)
            : environment("GITLAB_TOKEN") is { Length: > 0 } value ? FromText(value, "GITLAB_TOKEN")
            : environment(JobVariable) is { Length: > 0 } job ? FromText(job, JobVariable, isJobToken: true)
            : throw new SwarmException(
                ErrorCode.GitLabUnauthorized, $"There is no token for {host}: set GITLAB_TOKEN to an access token with the scope 'api'.");
    }

    /// <summary>Takes the token out of a text that came from elsewhere.</summary>
    /// <param name="text">The text.</param>
    public string Redact(string text) => _secret.Redact(text);

    /// <summary>Where it came from; never the token.</summary>
    public override string ToString() => $"GitLab token from {Source}";

    /// <summary>The value of its header.</summary>
    internal string Header() => _secret.Value;
}
