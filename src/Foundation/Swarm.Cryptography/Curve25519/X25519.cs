using NSec.Cryptography;
using Swarm.Core.Errors;

namespace Swarm.Cryptography.Curve25519;

/// <summary>X25519 key agreement (RFC 7748, sections 5 and 6.1).</summary>
public static class X25519
{
    /// <summary>The length of a scalar, a point and a shared secret in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>Multiplies the base point by a scalar.</summary>
    /// <param name="scalar">The 32 secret bytes; they are clamped as RFC 7748 asks.</param>
    /// <returns>The 32 bytes of the public point.</returns>
    /// <exception cref="ArgumentException">The scalar has another length.</exception>
    public static byte[] GetPublicKey(ReadOnlySpan<byte> scalar)
    {
        using var key = ImportScalar(scalar);
        return key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    /// <summary>Computes a shared secret and refuses an all-zero one (RFC 7748, section 6.1).</summary>
    /// <param name="scalar">The 32 secret bytes of one side.</param>
    /// <param name="point">The 32 public bytes of the other side.</param>
    /// <returns>The 32 secret bytes, which the caller clears.</returns>
    /// <exception cref="ArgumentException">An argument has another length.</exception>
    /// <exception cref="SwarmException">The point has a low order, so that there is no secret (<c>SEAL_INVALID</c>).</exception>
    public static byte[] Agree(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point)
    {
        using var key = ImportScalar(scalar);
        return TryAgree(key, point) ?? throw new SwarmException(
            ErrorCode.SealInvalid,
            "The X25519 public key has a low order and gives no secret: ask its owner for a proper one.");
    }

    /// <summary>Makes a key of a scalar in memory that is guarded, and zeroed when the key is disposed.</summary>
    internal static Key ImportScalar(ReadOnlySpan<byte> scalar)
    {
        RequireKey(scalar, nameof(scalar));
        _ = SodiumLibrary.Require();
        return Key.Import(KeyAgreementAlgorithm.X25519, scalar, KeyBlobFormat.RawPrivateKey, SodiumLibrary.Exportable);
    }

    /// <summary>Computes a shared secret, or gives null where it would be all zero.</summary>
    internal static byte[]? TryAgree(Key key, ReadOnlySpan<byte> point)
    {
        RequireKey(point, nameof(point));
        if (!PublicKey.TryImport(KeyAgreementAlgorithm.X25519, point, KeyBlobFormat.RawPublicKey, out var other))
        {
            return null;
        }

        using var secret = KeyAgreementAlgorithm.X25519.Agree(
            key, other!, new SharedSecretCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        return secret?.Export(SharedSecretBlobFormat.RawSharedSecret);
    }

    private static void RequireKey(ReadOnlySpan<byte> key, string name)
    {
        if (key.Length != KeySize)
        {
            throw new ArgumentException("An X25519 scalar or point has 32 bytes.", name);
        }
    }
}
