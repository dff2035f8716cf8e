using System.Security.Cryptography;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Curve25519;
using Swarm.Cryptography.Encodings;
using Swarm.Cryptography.Sealing;

namespace Swarm.Cryptography.Age;

/// <summary>The X25519 recipient type of age: wraps a file key to one recipient and unwraps it.</summary>
internal static class X25519Stanza
{
    internal const string Type = "X25519";
    internal const int FileKeySize = 16;

    private const int BodySize = FileKeySize + ChaChaCipher.TagSize;

    // Each wrapping key is used once, so the nonce is fixed.
    private static readonly byte[] ZeroNonce = new byte[ChaChaCipher.NonceSize];

    /// <summary>Wraps a file key. Asks the source once, for the 32 bytes of the ephemeral secret.</summary>
    internal static AgeStanza Wrap(ReadOnlySpan<byte> fileKey, AgeRecipient recipient, RandomSource random)
    {
        Span<byte> ephemeral = stackalloc byte[X25519.KeySize];
        random.Fill(ephemeral);
        var share = X25519.GetPublicKey(ephemeral);
        var shared = X25519.Agree(ephemeral, recipient.Span);
        CryptographicOperations.ZeroMemory(ephemeral);
        using var cipher = CreateCipher(shared, share, recipient.Span);
        var body = new byte[BodySize];
        cipher.Seal(ZeroNonce, fileKey, body);
        return new AgeStanza(Type, [StrictBase64.Encode(share, Base64Form.Unpadded)], body);
    }

    /// <summary>Checks the form of a stanza of this type and gives its ephemeral share.</summary>
    internal static byte[] RequireShare(AgeStanza stanza)
    {
        if (stanza.Arguments is not [var argument]
            || StrictBase64.Decode(argument, Base64Form.Unpadded) is not { Length: X25519.KeySize } share)
        {
            throw AgeFailures.Header("an X25519 recipient does not have one share of 32 bytes");
        }

        return stanza.Body.Length == BodySize ? share : throw AgeFailures.Header("an X25519 recipient's body does not have 32 bytes");
    }

    /// <summary>Unwraps the file key, or gives null where the stanza is for another identity.</summary>
    internal static byte[]? Unwrap(ReadOnlySpan<byte> share, ReadOnlySpan<byte> body, AgeIdentity identity)
    {
        var shared = X25519.TryAgree(identity.Scalar, share)
            ?? throw AgeFailures.Header("an X25519 recipient's share has a low order");
        using var cipher = CreateCipher(shared, share, identity.Recipient.Span);
        var fileKey = new byte[FileKeySize];
        return cipher.TryOpen(ZeroNonce, body, fileKey) ? fileKey : null;
    }

    private static ChaChaCipher CreateCipher(byte[] shared, ReadOnlySpan<byte> share, ReadOnlySpan<byte> recipient)
    {
        Span<byte> salt = stackalloc byte[2 * X25519.KeySize];
        share.CopyTo(salt);
        recipient.CopyTo(salt[X25519.KeySize..]);
        Span<byte> key = stackalloc byte[ChaChaCipher.KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, key, salt, "age-encryption.org/v1/X25519"u8);
        var cipher = new ChaChaCipher(key);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(shared);
        return cipher;
    }
}
