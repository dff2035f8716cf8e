using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using Rfc7748 = Org.BouncyCastle.Math.EC.Rfc7748;
using Rfc8032 = Org.BouncyCastle.Math.EC.Rfc8032;

namespace Swarm.Cryptography.Curve25519;

/// <summary>
/// The one place that knows the library. It gives the curve, which .NET lacks, and ChaCha20-Poly1305 where the
/// platform lacks that. Lengths are the callers' to check.
/// </summary>
internal static class BouncyCastleLibrary
{
    private const int TagBits = 128;

    internal static byte[] GetEd25519PublicKey(byte[] seed)
    {
        var publicKey = new byte[Ed25519.PublicKeySize];
        Rfc8032.Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);
        return publicKey;
    }

    internal static byte[] SignEd25519(byte[] seed, byte[] message)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Rfc8032.Ed25519.Sign(seed, 0, message, 0, message.Length, signature, 0);
        return signature;
    }

    internal static bool VerifyEd25519(byte[] publicKey, byte[] message, byte[] signature) =>
        Rfc8032.Ed25519.Verify(signature, 0, publicKey, 0, message, 0, message.Length);

    internal static byte[] MultiplyX25519(byte[] scalar, byte[] point)
    {
        var product = new byte[X25519.KeySize];
        Rfc7748.X25519.ScalarMult(scalar, 0, point, 0, product, 0);
        return product;
    }

    internal static byte[] MultiplyX25519Base(byte[] scalar)
    {
        var product = new byte[X25519.KeySize];
        Rfc7748.X25519.ScalarMultBase(scalar, 0, product, 0);
        return product;
    }

    internal static byte[] SealChaCha20Poly1305(byte[] key, byte[] nonce, byte[] plaintext, byte[] associatedData) =>
        RunChaCha20Poly1305(forEncryption: true, key, nonce, plaintext, associatedData);

    internal static byte[]? OpenChaCha20Poly1305(byte[] key, byte[] nonce, byte[] ciphertextAndTag, byte[] associatedData)
    {
        try
        {
            return RunChaCha20Poly1305(forEncryption: false, key, nonce, ciphertextAndTag, associatedData);
        }
        catch (InvalidCipherTextException)
        {
            return null;
        }
    }

    private static byte[] RunChaCha20Poly1305(bool forEncryption, byte[] key, byte[] nonce, byte[] input, byte[] associatedData)
    {
        var cipher = new ChaCha20Poly1305();
        cipher.Init(forEncryption, new AeadParameters(new KeyParameter(key), TagBits, nonce, associatedData));
        var output = new byte[cipher.GetOutputSize(input.Length)];
        var written = cipher.ProcessBytes(input, 0, input.Length, output, 0);
        cipher.DoFinal(output, written);
        return output;
    }
}
