using System.Diagnostics;
using System.Security.Cryptography;
using NSec.Cryptography;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using X25519 = Swarm.Cryptography.Curve25519.X25519;

namespace Swarm.Cryptography.Age;

/// <summary>An X25519 age identity: the private key that opens what was sealed to its recipient. It prints redacted.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class AgeIdentity : IDisposable
{
    private const string Prefix = "age-secret-key-";
    private const string HybridPrefix = "AGE-SECRET-KEY-PQ-1";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Key _scalar;

    private AgeIdentity(Key scalar)
    {
        _scalar = scalar;
        Recipient = new AgeRecipient(scalar.PublicKey.Export(KeyBlobFormat.RawPublicKey));
    }

    /// <summary>The public half.</summary>
    public AgeRecipient Recipient { get; }

    /// <summary>The private scalar.</summary>
    internal Key Scalar => _scalar;

    /// <summary>Makes a new identity from 32 random bytes, in one request to the source.</summary>
    /// <param name="random">Where the bytes come from.</param>
    public static AgeIdentity Create(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> scalar = stackalloc byte[X25519.KeySize];
        random.Fill(scalar);
        var key = X25519.ImportScalar(scalar);
        CryptographicOperations.ZeroMemory(scalar);
        return new AgeIdentity(key);
    }

    /// <summary>Reads an identity.</summary>
    /// <param name="text"><c>AGE-SECRET-KEY-1</c> and the rest of the Bech32 text (BIP 173), in upper case.</param>
    /// <exception cref="SwarmException">
    /// The text is no X25519 identity (<c>KEY_INVALID</c>); <see cref="AgeFailures.Of"/> tells a hybrid one.
    /// </exception>
    public static AgeIdentity Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(HybridPrefix, StringComparison.Ordinal))
        {
            throw AgeFailures.Create(
                AgeFailure.Unsupported,
                ErrorCode.KeyInvalid,
                "Hybrid age identities are not supported: give an X25519 identity, which begins with 'AGE-SECRET-KEY-1'.");
        }

        // Identities are written in upper case only, so a text with a lower-case letter is none.
        var scalar = text.AsSpan().ContainsAnyInRange('a', 'z') ? null : Bech32.Decode(Prefix, text.ToLowerInvariant());
        try
        {
            return scalar is { Length: X25519.KeySize }
                ? new AgeIdentity(X25519.ImportScalar(scalar))
                : throw new SwarmException(
                    ErrorCode.KeyInvalid,
                    "This is no X25519 age identity: give the text that begins with 'AGE-SECRET-KEY-1', as 'age-keygen' prints it.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    /// <summary>Gives the private key as text, which <c>age -i</c> reads. Whoever holds it opens what is sealed to it.</summary>
    /// <returns><c>AGE-SECRET-KEY-1…</c>.</returns>
    /// <exception cref="ObjectDisposedException">The identity was disposed.</exception>
    public string ExportSecret()
    {
        var scalar = _scalar.Export(KeyBlobFormat.RawPrivateKey);
        try
        {
            return Bech32.Encode(Prefix, scalar).ToUpperInvariant();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    /// <summary>The recipient, and that the private key is redacted.</summary>
    public override string ToString() => $"age identity of {Recipient} (redacted)";

    /// <inheritdoc/>
    public void Dispose() => _scalar.Dispose();
}
