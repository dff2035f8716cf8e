using System.Formats.Asn1;
using System.Security.Cryptography;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;
using Swarm.Verification.PublicKeys;

namespace Swarm.Verification.X509;

/// <summary>The algorithm of a signature in X.509 or CMS (RFC 5758, RFC 4055, RFC 8410).</summary>
internal sealed class SignatureAlgorithm
{
    private readonly string _oid;

    private readonly SignatureScheme _scheme;

    private SignatureAlgorithm(string oid, SignatureScheme scheme)
    {
        _oid = oid;
        _scheme = scheme;
    }

    /// <summary>Reads an algorithm identifier that names the signature and the hash together.</summary>
    internal static SignatureAlgorithm Read(AsnReader reader, string what) => Read(reader, what, hash: null);

    /// <summary>Reads an algorithm identifier of CMS, which may leave the hash to a field of its own.</summary>
    internal static SignatureAlgorithm Read(AsnReader reader, string what, HashAlgorithmName? hash)
    {
        var sequence = reader.ReadSequence();
        var oid = sequence.ReadObjectIdentifier();
        SignatureScheme? scheme = oid switch
        {
            Oids.EcdsaSha256 => new(HashAlgorithmName.SHA256),
            Oids.EcdsaSha384 => new(HashAlgorithmName.SHA384),
            Oids.EcdsaSha512 => new(HashAlgorithmName.SHA512),
            Oids.Ed25519 => new(HashAlgorithmName.SHA512),
            Oids.RsaSha256 => new(HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            Oids.RsaSha384 => new(HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
            Oids.RsaSha512 => new(HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            Oids.RsaEncryption when hash is { } own => new(own, RSASignaturePadding.Pkcs1),
            _ => throw Refusal.Malformed($"{what} is signed with an algorithm that is not accepted ({oid}): ECDSA, Ed25519 and RSA with SHA-2 are."),
        };
        if (scheme.Padding is not null)
        {
            sequence.ReadNull();
        }

        sequence.ThrowIfNotEmpty();
        return new SignatureAlgorithm(oid, scheme);
    }

    internal bool Verify(PublicKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var fits = key.Kind switch
        {
            PublicKeyKind.Rsa => _scheme.Padding is not null,
            PublicKeyKind.Ed25519 => _oid == Oids.Ed25519,
            _ => _oid is Oids.EcdsaSha256 or Oids.EcdsaSha384 or Oids.EcdsaSha512,
        };
        return fits && key.VerifyData(data, signature, _scheme);
    }

    /// <summary>The hash that an algorithm identifier of CMS names.</summary>
    internal static HashAlgorithmName ReadHash(AsnReader reader, string what)
    {
        var sequence = reader.ReadSequence();
        var oid = sequence.ReadObjectIdentifier();
        if (sequence.HasData)
        {
            sequence.ReadNull();
        }

        sequence.ThrowIfNotEmpty();
        return oid switch
        {
            Oids.Sha256 => HashAlgorithmName.SHA256,
            Oids.Sha384 => HashAlgorithmName.SHA384,
            Oids.Sha512 => HashAlgorithmName.SHA512,
            _ => throw Refusal.Malformed($"{what} uses a hash that is not accepted ({oid}): SHA-256, SHA-384 and SHA-512 are."),
        };
    }
}
