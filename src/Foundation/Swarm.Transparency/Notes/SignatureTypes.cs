using System.Security.Cryptography;
using Swarm.Core.Errors;
using Swarm.Cryptography.Ecdsa;
using Swarm.Cryptography.Signing;

namespace Swarm.Transparency.Notes;

/// <summary>The table of the types of note signatures. A type that is not in it is unknown, and its signatures say nothing.</summary>
internal static class SignatureTypes
{
    private static readonly SignatureAlgorithm[] All =
    [
        new(SignatureType.Ed25519, NamesKeyAlone: false, ReadEd25519),
        new(SignatureType.Ecdsa, NamesKeyAlone: true, ReadEcdsa),
        new(SignatureType.CosignatureV1, NamesKeyAlone: false, ReadCosignature),
    ];

    internal static SignatureAlgorithm? Find(SignatureType type) => Array.Find(All, algorithm => algorithm.Type == type);

    private static SignatureVerification? ReadEd25519(byte[] bytes) => ReadKey(bytes) is { } key ? key.Verify : null;

    private static SignatureVerification? ReadCosignature(byte[] bytes) => ReadKey(bytes) is { } key
        ? (text, signature) => TimestampedSignature.Verify(key, text, signature)
        : null;

    private static SignatureVerification? ReadEcdsa(byte[] bytes) => EcdsaVerificationKey.FromSubjectPublicKeyInfo(bytes) is { } key
        ? (text, signature) => key.VerifyHash(SHA256.HashData(text), signature)
        : null;

    private static VerificationKey? ReadKey(byte[] bytes)
    {
        try
        {
            return new VerificationKey(bytes);
        }
        catch (SwarmException)
        {
            return null;
        }
    }
}
