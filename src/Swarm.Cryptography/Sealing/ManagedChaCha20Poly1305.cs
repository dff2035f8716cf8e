using System.Security.Cryptography;
using Swarm.Cryptography.Curve25519;

namespace Swarm.Cryptography.Sealing;

/// <summary>
/// ChaCha20-Poly1305 (RFC 8439, section 2.8) in managed code, for platforms whose own cryptography lacks it: Windows
/// before build 20142. Lengths are those of <see cref="ChaCha20Poly1305"/>: key 32, nonce 12, tag 16 bytes.
/// </summary>
public static class ManagedChaCha20Poly1305
{
    private const int TagSize = 16;

    /// <summary>Seals a message.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="nonce">12 bytes, never used twice with this key.</param>
    /// <param name="plaintext">The message.</param>
    /// <param name="associatedData">What the tag also covers.</param>
    /// <param name="destination">Takes ciphertext and tag: exactly 16 bytes more than the plaintext.</param>
    public static void Seal(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> plaintext,
        ReadOnlySpan<byte> associatedData,
        Span<byte> destination)
    {
        RequireLength(destination.Length, plaintext.Length + TagSize, nameof(destination));
        var keyCopy = key.ToArray();
        var plaintextCopy = plaintext.ToArray();
        try
        {
            BouncyCastleLibrary.SealChaCha20Poly1305(keyCopy, nonce.ToArray(), plaintextCopy, associatedData.ToArray()).CopyTo(destination);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keyCopy);
            CryptographicOperations.ZeroMemory(plaintextCopy);
        }
    }

    /// <summary>Opens a message.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="ciphertextAndTag">At least 16 bytes.</param>
    /// <param name="associatedData">What the tag also covers.</param>
    /// <param name="destination">Takes the plaintext: exactly 16 bytes fewer than the sealed message.</param>
    /// <returns>Whether the tag holds; where not, nothing is written.</returns>
    public static bool TryOpen(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> ciphertextAndTag,
        ReadOnlySpan<byte> associatedData,
        Span<byte> destination)
    {
        RequireLength(destination.Length, ciphertextAndTag.Length - TagSize, nameof(destination));
        var keyCopy = key.ToArray();
        try
        {
            var plaintext = BouncyCastleLibrary.OpenChaCha20Poly1305(
                keyCopy, nonce.ToArray(), ciphertextAndTag.ToArray(), associatedData.ToArray());
            plaintext?.CopyTo(destination);
            CryptographicOperations.ZeroMemory(plaintext);
            return plaintext is not null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keyCopy);
        }
    }

    private static void RequireLength(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException("A sealed message is 16 bytes longer than its plaintext.", name);
        }
    }
}
