using NSec.Cryptography;

namespace Swarm.Cryptography.Sealing;

/// <summary>ChaCha20-Poly1305 (RFC 8439, section 2.8) under one key, which is zeroed when this is disposed.</summary>
public sealed class ChaChaCipher : IDisposable
{
    /// <summary>The length of a key in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>The length of a nonce in bytes.</summary>
    public const int NonceSize = 12;

    /// <summary>The length of a tag in bytes.</summary>
    public const int TagSize = 16;

    private readonly Key _key;

    /// <summary>Takes a copy of the key.</summary>
    /// <param name="key">32 bytes.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public ChaChaCipher(ReadOnlySpan<byte> key)
    {
        _key = key.Length == KeySize && SodiumLibrary.Require()
            ? Key.Import(AeadAlgorithm.ChaCha20Poly1305, key, KeyBlobFormat.RawSymmetricKey)
            : throw new ArgumentException("A key of ChaCha20-Poly1305 has 32 bytes.", nameof(key));
    }

    /// <summary>Seals a message.</summary>
    /// <param name="nonce">12 bytes, never used twice with this key.</param>
    /// <param name="plaintext">The message.</param>
    /// <param name="destination">Takes ciphertext and tag: exactly 16 bytes more than the plaintext.</param>
    /// <param name="associatedData">What the tag also covers.</param>
    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> destination, ReadOnlySpan<byte> associatedData = default) =>
        AeadAlgorithm.ChaCha20Poly1305.Encrypt(_key, nonce, associatedData, plaintext, destination);

    /// <summary>Opens a message.</summary>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="ciphertextAndTag">At least 16 bytes.</param>
    /// <param name="destination">Takes the plaintext: exactly 16 bytes fewer than the sealed message.</param>
    /// <param name="associatedData">What the tag also covers.</param>
    /// <returns>Whether the tag holds; where not, no plaintext is written.</returns>
    public bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertextAndTag, Span<byte> destination, ReadOnlySpan<byte> associatedData = default) =>
        AeadAlgorithm.ChaCha20Poly1305.Decrypt(_key, nonce, associatedData, ciphertextAndTag, destination);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
