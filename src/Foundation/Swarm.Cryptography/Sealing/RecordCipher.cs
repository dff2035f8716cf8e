using System.Security.Cryptography;
using Swarm.Core.Randomness;

namespace Swarm.Cryptography.Sealing;

/// <summary>
/// Seals one record with AES-256-GCM (NIST SP 800-38D): a 96-bit nonce, the ciphertext, and a 128-bit tag that also
/// covers the caller's associated data. The nonce is random, so a key seals at most 2^32 records.
/// </summary>
public static class RecordCipher
{
    /// <summary>The length of a key in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>The length of a nonce in bytes.</summary>
    public const int NonceSize = 12;

    /// <summary>The length of a tag in bytes.</summary>
    public const int TagSize = 16;

    /// <summary>How many bytes a sealed record is longer than its plaintext.</summary>
    public const int Overhead = NonceSize + TagSize;

    /// <summary>Seals a record under a new random nonce.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="random">Where the nonce comes from, in one request of 12 bytes.</param>
    /// <param name="plaintext">The record.</param>
    /// <param name="associatedData">What the record is bound to; it is not stored.</param>
    /// <param name="destination">Takes nonce, ciphertext and tag: exactly <see cref="Overhead"/> bytes more than the plaintext.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Seal(
        ReadOnlySpan<byte> key,
        RandomSource random,
        ReadOnlySpan<byte> plaintext,
        ReadOnlySpan<byte> associatedData,
        Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> nonce = stackalloc byte[NonceSize];
        random.Fill(nonce);
        Seal(key, nonce, plaintext, associatedData, destination);
    }

    /// <summary>Seals a record under a nonce that the caller chose and never uses again with this key.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="plaintext">The record.</param>
    /// <param name="associatedData">What the record is bound to; it is not stored.</param>
    /// <param name="destination">Takes nonce, ciphertext and tag: exactly <see cref="Overhead"/> bytes more than the plaintext.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Seal(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> plaintext,
        ReadOnlySpan<byte> associatedData,
        Span<byte> destination)
    {
        RequireKey(key);
        if (nonce.Length != NonceSize)
        {
            throw new ArgumentException("The nonce of a record has 12 bytes.", nameof(nonce));
        }

        if (destination.Length != plaintext.Length + Overhead)
        {
            throw new ArgumentException("A sealed record is 28 bytes longer than its plaintext.", nameof(destination));
        }

        using var cipher = new AesGcm(key, TagSize);
        nonce.CopyTo(destination);
        cipher.Encrypt(nonce, plaintext, destination[NonceSize..^TagSize], destination[^TagSize..], associatedData);
    }

    /// <summary>Opens a record.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="sealedRecord">Nonce, ciphertext and tag, of any length and content.</param>
    /// <param name="associatedData">What the record was bound to.</param>
    /// <param name="destination">Takes the plaintext: exactly <see cref="Overhead"/> bytes fewer than the sealed record.</param>
    /// <returns>Whether the record is whole and was sealed so; where not, nothing of it is left in the destination.</returns>
    /// <exception cref="ArgumentException">
    /// The length of the key, or of the destination for a record that is long enough, does not fit.
    /// </exception>
    public static bool TryOpen(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> sealedRecord,
        ReadOnlySpan<byte> associatedData,
        Span<byte> destination)
    {
        RequireKey(key);
        if (sealedRecord.Length < Overhead)
        {
            return false;
        }

        if (destination.Length != sealedRecord.Length - Overhead)
        {
            throw new ArgumentException("A sealed record is 28 bytes longer than its plaintext.", nameof(destination));
        }

        using var cipher = new AesGcm(key, TagSize);
        try
        {
            cipher.Decrypt(
                sealedRecord[..NonceSize],
                sealedRecord[NonceSize..^TagSize],
                sealedRecord[^TagSize..],
                destination,
                associatedData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            destination.Clear();
            return false;
        }
    }

    private static void RequireKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeySize)
        {
            throw new ArgumentException("The key of a record has 32 bytes.", nameof(key));
        }
    }
}
