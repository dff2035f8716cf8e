namespace Swarm.Core.Contracts;

/// <summary>What governs the acceptance of a run, not the later verification of history.</summary>
public sealed record CertificateReplay : ExtensibleContract
{
    /// <summary>The most characters of a nonce.</summary>
    public const int MostNonceCharacters = 128;

    /// <summary>A value that is accepted once.</summary>
    public required string Nonce { get; init; }

    /// <summary>When acceptance ends, in seconds since 1970.</summary>
    public required long ExpiresAtUnix { get; init; }

    /// <summary>Tells whether a text may be a nonce: 1 to 128 printable characters of ASCII without blanks.</summary>
    /// <param name="text">The text.</param>
    public static bool IsNonce(string? text) => text is { Length: > 0 and <= MostNonceCharacters } && text.All(character => character is > ' ' and <= '~');
}
