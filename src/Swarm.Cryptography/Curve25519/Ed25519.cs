using System.Security.Cryptography;

namespace Swarm.Cryptography.Curve25519;

/// <summary>Ed25519 signatures (RFC 8032, section 5.1), with strict verification.</summary>
public static class Ed25519
{
    /// <summary>The length of a public key in bytes.</summary>
    public const int PublicKeySize = 32;

    /// <summary>The length of a private seed in bytes.</summary>
    public const int SeedSize = 32;

    /// <summary>The length of a signature in bytes.</summary>
    public const int SignatureSize = 64;

    private const int PointSize = 32;

    /// <summary>Derives the public key of a seed (RFC 8032, section 5.1.5).</summary>
    /// <param name="seed">The 32 secret bytes.</param>
    /// <returns>The 32 bytes of the public key.</returns>
    /// <exception cref="ArgumentException">The seed has another length.</exception>
    public static byte[] GetPublicKey(ReadOnlySpan<byte> seed)
    {
        RequireSeed(seed);
        var copy = seed.ToArray();
        try
        {
            return BouncyCastleLibrary.GetEd25519PublicKey(copy);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>Signs a message (RFC 8032, section 5.1.6). The same seed and message give the same signature.</summary>
    /// <param name="seed">The 32 secret bytes.</param>
    /// <param name="message">What is signed, not hashed beforehand.</param>
    /// <returns>The 64 bytes of the signature.</returns>
    /// <exception cref="ArgumentException">The seed has another length.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        RequireSeed(seed);
        var copy = seed.ToArray();
        try
        {
            return BouncyCastleLibrary.SignEd25519(copy, message.ToArray());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>
    /// Verifies a signature (RFC 8032, section 5.1.7, without the cofactor), and strictly: S must be below the
    /// group's order, A and R must be encoded canonically, and A must not be of small order.
    /// </summary>
    /// <param name="publicKey">The public key, of any length and content.</param>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">The signature, of any length and content.</param>
    /// <returns>Whether the signature is the key's over exactly this message.</returns>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Length == PublicKeySize
        && signature.Length == SignatureSize
        && EdwardsEncoding.IsCanonicalPoint(publicKey)
        && !EdwardsEncoding.IsSmallOrder(publicKey)
        && EdwardsEncoding.IsCanonicalPoint(signature[..PointSize])
        && EdwardsEncoding.IsCanonicalScalar(signature[PointSize..])
        && BouncyCastleLibrary.VerifyEd25519(publicKey.ToArray(), message.ToArray(), signature.ToArray());

    private static void RequireSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedSize)
        {
            throw new ArgumentException("An Ed25519 seed has 32 bytes.", nameof(seed));
        }
    }
}
