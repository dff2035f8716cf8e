using NSec.Cryptography;

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
        using var key = ImportSeed(seed);
        return key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    /// <summary>Signs a message (RFC 8032, section 5.1.6). The same seed and message give the same signature.</summary>
    /// <param name="seed">The 32 secret bytes.</param>
    /// <param name="message">What is signed, not hashed beforehand.</param>
    /// <returns>The 64 bytes of the signature.</returns>
    /// <exception cref="ArgumentException">The seed has another length.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using var key = ImportSeed(seed);
        return SignatureAlgorithm.Ed25519.Sign(key, message);
    }

    /// <summary>
    /// Verifies a signature (RFC 8032, section 5.1.7, without the cofactor), and strictly: S must be below the
    /// group's order, A and R must be encoded canonically, and neither may be of small order. The library checks most of
    /// this too; it is checked here so that the verdict does not depend on the library's version.
    /// </summary>
    /// <param name="publicKey">The public key, of any length and content.</param>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">The signature, of any length and content.</param>
    /// <returns>Whether the signature is the key's over exactly this message.</returns>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Length == PublicKeySize
        && signature.Length == SignatureSize
        && IsStrictPoint(publicKey)
        && IsStrictPoint(signature[..PointSize])
        && EdwardsEncoding.IsCanonicalScalar(signature[PointSize..])
        && SodiumLibrary.Require()
        && PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out var key)
        && SignatureAlgorithm.Ed25519.Verify(key!, message, signature);

    /// <summary>Makes a key of a seed in memory that is guarded, and zeroed when the key is disposed.</summary>
    internal static Key ImportSeed(ReadOnlySpan<byte> seed) => seed.Length == SeedSize && SodiumLibrary.Require()
        ? Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey, SodiumLibrary.Exportable)
        : throw new ArgumentException("An Ed25519 seed has 32 bytes.", nameof(seed));

    private static bool IsStrictPoint(ReadOnlySpan<byte> point) => EdwardsEncoding.IsCanonicalPoint(point) && !EdwardsEncoding.IsSmallOrder(point);
}
