using System.Formats.Asn1;
using System.Security.Cryptography;
using Swarm.Cryptography.Curve25519;

namespace Swarm.Verification.Tests.Authority;

/// <summary>A key pair of any kind. It holds bytes, not handles, so that nothing needs disposing.</summary>
internal sealed class FakeKey
{
    private readonly byte[] _secret;

    private FakeKey(KeyKind kind, byte[] secret, byte[] publicKeyInfo)
    {
        Kind = kind;
        _secret = secret;
        PublicKeyInfo = publicKeyInfo;
    }

    public KeyKind Kind { get; }

    /// <summary>The DER of SubjectPublicKeyInfo.</summary>
    public byte[] PublicKeyInfo { get; }

    public string PublicKeyPem => PemEncoding.WriteString("PUBLIC KEY", PublicKeyInfo) + "\n";

    /// <summary>The 32 bytes of an Ed25519 public key, as signed notes name it.</summary>
    public ReadOnlySpan<byte> RawEd25519 => PublicKeyInfo.AsSpan(^Ed25519.PublicKeySize..);

    public bool IsRsa => Kind is KeyKind.Rsa1024 or KeyKind.Rsa2048 or KeyKind.Rsa4096;

    /// <summary>The hash that goes with the key where nothing else is said.</summary>
    public HashAlgorithmName Hash => Kind switch
    {
        KeyKind.P384 => HashAlgorithmName.SHA384,
        KeyKind.P521 or KeyKind.Ed25519 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    /// <summary>How Sigstore's messages name key and hash together.</summary>
    public string Details => Kind switch
    {
        KeyKind.P256 => "PKIX_ECDSA_P256_SHA_256",
        KeyKind.P384 => "PKIX_ECDSA_P384_SHA_384",
        KeyKind.P521 => "PKIX_ECDSA_P521_SHA_512",
        KeyKind.Ed25519 => "PKIX_ED25519",
        KeyKind.Rsa4096 => "PKIX_RSA_PKCS1V15_4096_SHA256",
        _ => "PKIX_RSA_PKCS1V15_2048_SHA256",
    };

    public static FakeKey Create(KeyKind kind)
    {
        switch (kind)
        {
            case KeyKind.P256:
                return CreateElliptic(kind, ECCurve.NamedCurves.nistP256);
            case KeyKind.P384:
                return CreateElliptic(kind, ECCurve.NamedCurves.nistP384);
            case KeyKind.P521:
                return CreateElliptic(kind, ECCurve.NamedCurves.nistP521);
            case KeyKind.Ed25519:
                var seed = RandomNumberGenerator.GetBytes(Ed25519.SeedSize);
                return new FakeKey(kind, seed, WriteEd25519(Ed25519.GetPublicKey(seed)));
            default:
                using (var rsa = RSA.Create(kind switch { KeyKind.Rsa1024 => 1024, KeyKind.Rsa2048 => 2048, _ => 4096 }))
                {
                    return new FakeKey(kind, rsa.ExportPkcs8PrivateKey(), rsa.ExportSubjectPublicKeyInfo());
                }
        }
    }

    /// <summary>Signs a message: ECDSA as DER, RSA with PKCS #1 v1.5, Ed25519 without hashing beforehand.</summary>
    /// <param name="message">What is signed.</param>
    /// <param name="hash">Another hash than the key's own.</param>
    public byte[] Sign(ReadOnlySpan<byte> message, HashAlgorithmName? hash = null)
    {
        if (Kind == KeyKind.Ed25519)
        {
            return Ed25519.Sign(_secret, message);
        }

        if (IsRsa)
        {
            using var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(_secret, out _);
            return rsa.SignData(message, hash ?? Hash, RSASignaturePadding.Pkcs1);
        }

        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(_secret, out _);
        return ecdsa.SignData(message, hash ?? Hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>The DER of the AlgorithmIdentifier of this key's signatures.</summary>
    public byte[] SignatureAlgorithm(HashAlgorithmName? hash = null) => AlgorithmIdentifiers.Signature(this, hash ?? Hash);

    private static FakeKey CreateElliptic(KeyKind kind, ECCurve curve)
    {
        using var ecdsa = ECDsa.Create(curve);
        return new FakeKey(kind, ecdsa.ExportPkcs8PrivateKey(), ecdsa.ExportSubjectPublicKeyInfo());
    }

    private static byte[] WriteEd25519(byte[] publicKey)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(AlgorithmIdentifiers.Ed25519);
            writer.WriteBitString(publicKey);
        }

        return writer.Encode();
    }
}
