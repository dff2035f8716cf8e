using System.Diagnostics;
using System.Security.Cryptography;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Curve25519;
using Swarm.Cryptography.Encodings;
using Swarm.Cryptography.Secrets;

namespace Swarm.Cryptography.Signing;

/// <summary>An Ed25519 private key. It prints its public half only, and is cleared when disposed.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class SigningKey : IDisposable
{
    private const string Prefix = "ed25519-secret:";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly SecretBytes _seed;

    private SigningKey(SecretBytes seed)
    {
        _seed = seed;
        PublicKey = new VerificationKey(Ed25519.GetPublicKey(seed.Span));
    }

    /// <summary>The public half.</summary>
    public VerificationKey PublicKey { get; }

    /// <summary>Makes a new key from 32 random bytes, in one request to the source.</summary>
    /// <param name="random">Where the bytes come from.</param>
    public static SigningKey Create(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new SigningKey(SecretBytes.Create(Ed25519.SeedSize, random));
    }

    /// <summary>Makes the key of a seed that was derived elsewhere.</summary>
    /// <param name="seed">The 32 secret bytes, which the caller clears.</param>
    /// <exception cref="ArgumentException">The seed has another length.</exception>
    public static SigningKey FromSeed(ReadOnlySpan<byte> seed) => seed.Length == Ed25519.SeedSize
        ? new SigningKey(new SecretBytes(seed))
        : throw new ArgumentException("An Ed25519 seed has 32 bytes.", nameof(seed));

    /// <summary>Reads a key that <see cref="ExportSecret"/> wrote.</summary>
    /// <param name="text"><c>ed25519-secret:</c> and the base 64 of the 32 bytes of the seed.</param>
    /// <exception cref="SwarmException">The text is not of that form (<c>KEY_INVALID</c>).</exception>
    public static SigningKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var seed = text.StartsWith(Prefix, StringComparison.Ordinal)
            ? StrictBase64.Decode(text[Prefix.Length..], Base64Form.Padded)
            : null;
        try
        {
            return seed is { Length: Ed25519.SeedSize }
                ? new SigningKey(new SecretBytes(seed))
                : throw new SwarmException(
                    ErrorCode.KeyInvalid,
                    "This is no Ed25519 private key: give 'ed25519-secret:' and the base 64 of its 32 bytes, as an export prints it.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Signs a message (RFC 8032, section 5.1.6).</summary>
    /// <param name="message">What is signed.</param>
    /// <returns>The 64 bytes of the signature.</returns>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message) => Ed25519.Sign(_seed.Span, message);

    /// <summary>Gives the 32 secret bytes of the seed, which the caller clears.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public byte[] ExportSeed() => _seed.Span.ToArray();

    /// <summary>Gives the private key as text. Whoever holds it signs as its owner.</summary>
    /// <returns><c>ed25519-secret:</c> and the base 64 of the seed.</returns>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public string ExportSecret() => Prefix + StrictBase64.Encode(_seed.Span, Base64Form.Padded);

    /// <summary>The public half, and that the private one is redacted.</summary>
    public override string ToString() => $"signing key of {PublicKey} (redacted)";

    /// <inheritdoc/>
    public void Dispose() => _seed.Dispose();
}
