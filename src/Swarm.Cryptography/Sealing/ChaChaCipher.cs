using System.Security.Cryptography;
using Swarm.Cryptography.Secrets;

namespace Swarm.Cryptography.Sealing;

/// <summary>ChaCha20-Poly1305 under one key, by the platform where it can and in managed code where it cannot.</summary>
internal sealed class ChaChaCipher : IDisposable
{
    internal const int KeySize = 32;
    internal const int NonceSize = 12;
    internal const int TagSize = 16;

    private readonly ChaCha20Poly1305? _platform;
    private readonly SecretBytes? _key;

    internal ChaChaCipher(ReadOnlySpan<byte> key)
    {
        if (ChaCha20Poly1305.IsSupported)
        {
            _platform = new ChaCha20Poly1305(key);
        }
        else
        {
            _key = new SecretBytes(key);
        }
    }

    /// <summary>Writes ciphertext and tag, 16 bytes more than the plaintext.</summary>
    internal void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        if (_platform is null)
        {
            ManagedChaCha20Poly1305.Seal(_key!.Span, nonce, plaintext, default, destination);
        }
        else
        {
            _platform.Encrypt(nonce, plaintext, destination[..^TagSize], destination[^TagSize..]);
        }
    }

    /// <summary>Writes the plaintext, 16 bytes fewer than ciphertext and tag, and says whether the tag holds.</summary>
    internal bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertextAndTag, Span<byte> destination)
    {
        if (_platform is null)
        {
            return ManagedChaCha20Poly1305.TryOpen(_key!.Span, nonce, ciphertextAndTag, default, destination);
        }

        try
        {
            _platform.Decrypt(nonce, ciphertextAndTag[..^TagSize], ciphertextAndTag[^TagSize..], destination);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _platform?.Dispose();
        _key?.Dispose();
    }
}
