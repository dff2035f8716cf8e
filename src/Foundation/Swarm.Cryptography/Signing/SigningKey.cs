using System.Diagnostics;
using System.Security.Cryptography;
using NSec.Cryptography;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Encodings;
using Ed25519 = Swarm.Cryptography.Curve25519.Ed25519;

namespace Swarm.Cryptography.Signing;

/// <summary>An Ed25519 private key. It prints its public half only, and is cleared when disposed.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class SigningKey : IDisposable
{
    private const string Prefix = "ed25519-secret:";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Key _seed;

    private SigningKey(Key seed)
    {
        _seed = seed;
        PublicKey = new VerificationKey(seed.PublicKey.Export(KeyBlobFormat.RawPublicKey));
    }

    /// <summary>The public half.</summary>
    public VerificationKey PublicKey { get; }

    /// <summary>Makes a new key from 32 random bytes, in one request to the source.</summary>
    /// <param name="random">Where the bytes come from.</param>
    public static SigningKey Create(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> seed = stackalloc byte[Ed25519.SeedSize];
        random.Fill(seed);
        var key = Ed25519.ImportSeed(seed);
        CryptographicOperations.ZeroMemory(seed);
        return new SigningKey(key);
    }

    /// <summary>Makes the key of a seed that was derived elsewhere.</summary>
    /// <param name="seed">The 32 secret bytes, which the caller clears.</param>
    /// <exception cref="ArgumentException">The seed has another length.</exception>
    public static SigningKey FromSeed(ReadOnlySpan<byte> seed) => new(Ed25519.ImportSeed(seed));

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
                ? new SigningKey(Ed25519.ImportSeed(seed))
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
    public byte[] Sign(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(_seed, message);

    /// <summary>Gives the 32 secret bytes of the seed, which the caller clears.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public byte[] ExportSeed() => _seed.Export(KeyBlobFormat.RawPrivateKey);

    /// <summary>Gives the private key as text. Whoever holds it signs as its owner.</summary>
    /// <returns><c>ed25519-secret:</c> and the base 64 of the seed.</returns>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public string ExportSecret()
    {
        var seed = ExportSeed();
        try
        {
            return Prefix + StrictBase64.Encode(seed, Base64Form.Padded);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The public half, and that the private one is redacted.</summary>
    public override string ToString() => $"signing key of {PublicKey} (redacted)";

    /// <inheritdoc/>
    public void Dispose() => _seed.Dispose();
}
