using System.Security.Cryptography;
using Swarm.Verification.PublicKeys;

namespace Swarm.Verification.Roots;

/// <summary>The encodings and algorithms of a log's key (PublicKeyDetails of sigstore_common.proto).</summary>
internal static class KeyDetails
{
    internal static string? FindName(int number) => number switch
    {
        1 => "PKCS1_RSA_PKCS1V5",
        3 => "PKIX_RSA_PKCS1V5",
        5 => "PKIX_ECDSA_P256_SHA_256",
        7 => "PKIX_ED25519",
        9 => "PKIX_RSA_PKCS1V15_2048_SHA256",
        10 => "PKIX_RSA_PKCS1V15_3072_SHA256",
        11 => "PKIX_RSA_PKCS1V15_4096_SHA256",
        12 => "PKIX_ECDSA_P384_SHA_384",
        13 => "PKIX_ECDSA_P521_SHA_512",
        16 => "PKIX_RSA_PSS_2048_SHA256",
        17 => "PKIX_RSA_PSS_3072_SHA256",
        18 => "PKIX_RSA_PSS_4096_SHA256",
        19 => "PKIX_ECDSA_P384_SHA_256",
        20 => "PKIX_ECDSA_P521_SHA_256",
        _ => null,
    };

    /// <summary>Reads a key, or gives none where its kind is not supported: a newer log must not make the whole root unreadable.</summary>
    internal static (PublicKey? Key, SignatureScheme? Scheme) Read(string details, byte[] bytes, string what)
    {
        var key = $"{what}'s key";
        return details switch
        {
            "PKIX_ECDSA_P256_SHA_256" => (ReadKey(PublicKeyKind.EcdsaP256), new(HashAlgorithmName.SHA256)),
            "PKIX_ECDSA_P384_SHA_384" => (ReadKey(PublicKeyKind.EcdsaP384), new(HashAlgorithmName.SHA384)),
            "PKIX_ECDSA_P384_SHA_256" => (ReadKey(PublicKeyKind.EcdsaP384), new(HashAlgorithmName.SHA256)),
            "PKIX_ECDSA_P521_SHA_512" => (ReadKey(PublicKeyKind.EcdsaP521), new(HashAlgorithmName.SHA512)),
            "PKIX_ECDSA_P521_SHA_256" => (ReadKey(PublicKeyKind.EcdsaP521), new(HashAlgorithmName.SHA256)),
            "PKIX_ED25519" => (ReadKey(PublicKeyKind.Ed25519), new(HashAlgorithmName.SHA512)),
            "PKCS1_RSA_PKCS1V5" => (PublicKey.FromRsaPublicKey(bytes, key), new(HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            "PKIX_RSA_PKCS1V5" or "PKIX_RSA_PKCS1V15_2048_SHA256" or "PKIX_RSA_PKCS1V15_3072_SHA256" or "PKIX_RSA_PKCS1V15_4096_SHA256" =>
                (ReadKey(PublicKeyKind.Rsa), new(HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            "PKIX_RSA_PSS_2048_SHA256" or "PKIX_RSA_PSS_3072_SHA256" or "PKIX_RSA_PSS_4096_SHA256" =>
                (ReadKey(PublicKeyKind.Rsa), new(HashAlgorithmName.SHA256, RSASignaturePadding.Pss)),
            _ => (null, null),
        };

        PublicKey ReadKey(PublicKeyKind kind)
        {
            var read = PublicKey.FromSubjectPublicKeyInfo(bytes, key);
            return read.Kind == kind ? read : throw Evidence.Refusal.Malformed($"{key} is not of the kind that its keyDetails name.");
        }
    }
}
