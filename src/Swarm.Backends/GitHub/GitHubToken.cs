using System.Net;
using System.Security;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>A token of the GitHub API. It prints, formats and serialises as nothing but where it came from.</summary>
public sealed class GitHubToken
{
    // Shorter ones there are none; taking so short a text out of every message would leave little of it.
    private const int LeastCharacters = 8;
    private const int MostCharacters = 4096;
    private const string Redacted = "[token]";

    private readonly string _value;

    private GitHubToken(string value, string source)
    {
        _value = value;
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
        var trimmed = value.Trim();
        if (trimmed.Length is < LeastCharacters or > MostCharacters || trimmed.ContainsAnyExceptInRange('!', '~'))
        {
            throw new SwarmException(
                ErrorCode.GitHubUnauthorized,
                $"The GitHub token from {source} is empty, too short or too long, or holds white space or characters that no token has: set it anew, without quotes or line breaks.");
        }

        return new GitHubToken(trimmed.ToString(), source);
    }

    /// <summary>Takes a token from a secure string.</summary>
    /// <param name="value">The token.</param>
    /// <param name="source">Where it came from, for messages.</param>
    /// <exception cref="SwarmException">It cannot be a token (<c>GH_UNAUTHORIZED</c>).</exception>
    public static GitHubToken FromSecureString(SecureString value, string source = "-Token")
    {
        ArgumentNullException.ThrowIfNull(value);
        return FromText(new NetworkCredential("", value).Password, source);
    }

    /// <summary>Takes the token out of a text that came from elsewhere.</summary>
    /// <param name="text">The text.</param>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace(_value, Redacted, StringComparison.Ordinal);
    }

    /// <summary>Where it came from; never the token.</summary>
    public override string ToString() => $"GitHub token from {Source}";

    /// <summary>The value of the <c>Authorization</c> header.</summary>
    internal string Header() => $"Bearer {_value}";
}
