using System.Security;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>A token of the GitHub API. It prints, formats and serialises as nothing but where it came from.</summary>
public sealed class GitHubToken
{
    private readonly SecretText _secret;

    private GitHubToken(SecretText secret, string source)
    {
        _secret = secret;
        Source = source;
    }

    /// <summary>Where it came from: a parameter, the name of a variable, or <c>gh auth token</c>.</summary>
    public string Source { get; }

    /// <summary>Takes a token from text.</summary>
    /// <param name="value">The token; white space around it is dropped.</param>
    /// <param name="source">Where it came from, for messages.</param>
    /// <exception cref="SwarmException">It cannot be a token (<c>GH_UNAUTHORIZED</c>).</exception>
    public static GitHubToken FromText(ReadOnlySpan<char> value, string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        return new GitHubToken(SecretText.From(value, $"GitHub token from {source}", ErrorCode.GitHubUnauthorized), source);
    }

    /// <summary>Takes a token from a secure string.</summary>
    /// <param name="value">The token.</param>
    /// <param name="source">Where it came from, for messages.</param>
    /// <exception cref="SwarmException">It cannot be a token (<c>GH_UNAUTHORIZED</c>).</exception>
    public static GitHubToken FromSecureString(SecureString value, string source = "the call") => FromText(SecretText.Open(value), source);

    /// <summary>Takes the token out of a text that came from elsewhere.</summary>
    /// <param name="text">The text.</param>
    public string Redact(string text) => _secret.Redact(text);

    /// <summary>Where it came from; never the token.</summary>
    public override string ToString() => $"GitHub token from {Source}";

    /// <summary>The value of the <c>Authorization</c> header.</summary>
    internal string Header() => $"Bearer {_secret.Value}";
}
