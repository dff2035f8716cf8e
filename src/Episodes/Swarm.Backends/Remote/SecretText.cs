using System.Net;
using System.Security;
using Swarm.Core.Errors;

namespace Swarm.Backends.Remote;

/// <summary>The text of a token, checked for being one. It prints as nothing.</summary>
internal sealed class SecretText
{
    // Shorter ones there are none; taking so short a text out of every message would leave little of it.
    private const int LeastCharacters = 8;
    private const int MostCharacters = 4096;
    private const string Redacted = "[token]";

    private SecretText(string value)
    {
        Value = value;
    }

    /// <summary>The token.</summary>
    public string Value { get; }

    /// <summary>Takes a token from text.</summary>
    /// <param name="value">The token; white space around it is dropped.</param>
    /// <param name="name">What it is, for messages: "GitHub token from GH_TOKEN".</param>
    /// <param name="code">The code for what cannot be one.</param>
    public static SecretText From(ReadOnlySpan<char> value, string name, ErrorCode code)
    {
        var trimmed = value.Trim();
        return trimmed.Length is < LeastCharacters or > MostCharacters || trimmed.ContainsAnyExceptInRange('!', '~')
            ? throw new SwarmException(
                code,
                $"The {name} is empty, too short or too long, or holds white space or characters that no token has: set it anew, without quotes or line breaks.")
            : new SecretText(trimmed.ToString());
    }

    /// <summary>The text of a secure string.</summary>
    /// <param name="value">The secure string.</param>
    public static string Open(SecureString value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new NetworkCredential("", value).Password;
    }

    /// <summary>Takes the token out of a text that came from elsewhere.</summary>
    /// <param name="text">The text.</param>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace(Value, Redacted, StringComparison.Ordinal);
    }

    /// <summary>Nothing of the token.</summary>
    public override string ToString() => Redacted;
}
