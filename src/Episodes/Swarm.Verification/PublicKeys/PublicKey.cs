using System.Formats.Asn1;
using System.Security.Cryptography;
using Swarm.Core.Errors;
using Swarm.Cryptography.Curve25519;
using Swarm.Cryptography.Ecdsa;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.PublicKeys;

/// <summary>A public key that signs artifacts, certificates, log entries or timestamps.</summary>
public sealed class PublicKey
{
    private const int MostBytes = 4096;

    private const int LeastRsaBits = 2048;

    private const int MostRsaBits = 8192;

    private readonly byte[] _key;

    private readonly RSAParameters _rsa;

    private readonly EcdsaVerificationKey? _ecdsa;

    private PublicKey(PublicKeyKind kind, ReadOnlyMemory<byte> subjectPublicKeyInfo, byte[] key, RSAParameters rsa = default)
    {
        _ecdsa = FindCurve(kind) is { } curve ? new EcdsaVerificationKey(curve, key) : null;
        Kind = kind;
        SubjectPublicKeyInfo = subjectPublicKeyInfo;
        _key = key;
        _rsa = rsa;
    }

    /// <summary>The key's encoding with its algorithm (RFC 5280, section 4.1.2.7).</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    internal PublicKeyKind Kind { get; }

    internal ReadOnlySpan<byte> RawEd25519 => Kind == PublicKeyKind.Ed25519 ? _key : [];

    /// <summary>Reads a signer's public key: ECDSA on P-256, P-384 or P-521, Ed25519, or RSA of 2048 to 8192 bits.</summary>
    /// <param name="pem">One PEM block, <c>PUBLIC KEY</c>.</param>
    /// <param name="name">Where it comes from, for the message of a refusal.</param>
    /// <exception cref="SwarmException">It is no such key (<c>ATTESTATION_MALFORMED</c>).</exception>
    public static PublicKey FromPem(ReadOnlySpan<byte> pem, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return pem.Length <= 4 * MostBytes
            ? FromSubjectPublicKeyInfo(Pem.Read(pem, $"The public key {name}", "PUBLIC KEY"), $"The public key {name}")
            : throw Refusal.Malformed($"The public key {name} has {pem.Length} bytes, and at most {4 * MostBytes} are read.");
    }

    internal static PublicKey FromSubjectPublicKeyInfo(ReadOnlyMemory<byte> der, string what)
    {
        return der.Length <= MostBytes
            ? Der.Read(der, what, reader => Read(Der.ReadWholeSequence(reader), der, what))
            : throw Refusal.Malformed($"{what} has {der.Length} bytes, and at most {MostBytes} are read.");
    }

    /// <summary>Reads an RSA key without its algorithm (RFC 8017, appendix A.1.1), as old certificate logs publish it.</summary>
    internal static PublicKey FromRsaPublicKey(byte[] der, string what) => Der.Read(der, what, reader => ReadRsa(reader, der, der, what));

    /// <summary>Verifies a signature over a hash that was computed elsewhere. Ed25519 signs no hashes.</summary>
    internal bool VerifyHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, SignatureScheme scheme)
    {
        if (_ecdsa is not null)
        {
            return _ecdsa.VerifyHash(hash, signature);
        }

        try
        {
            using var rsa = Kind == PublicKeyKind.Rsa && scheme.Padding is not null ? RSA.Create(_rsa) : null;
            return rsa is not null && rsa.VerifyHash(hash, signature, scheme.Hash, scheme.Padding!);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    internal bool VerifyData(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, SignatureScheme scheme) =>
        Kind == PublicKeyKind.Ed25519
            ? Ed25519.Verify(_key, data, signature)
            : VerifyHash(CryptographicOperations.HashData(scheme.Hash, data), signature, scheme);

    /// <summary>The schemes that a signer's key of this kind is used with, the usual one first.</summary>
    internal IReadOnlyList<SignatureScheme> GetSignerSchemes() => Kind switch
    {
        PublicKeyKind.EcdsaP256 => [new(HashAlgorithmName.SHA256)],
        PublicKeyKind.EcdsaP384 => [new(HashAlgorithmName.SHA384), new(HashAlgorithmName.SHA256)],
        PublicKeyKind.EcdsaP521 => [new(HashAlgorithmName.SHA512), new(HashAlgorithmName.SHA256)],
        PublicKeyKind.Rsa => [new(HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), new(HashAlgorithmName.SHA256, RSASignaturePadding.Pss)],
        _ => [new(HashAlgorithmName.SHA512)],
    };

    private static EllipticCurve? FindCurve(PublicKeyKind kind) => kind switch
    {
        PublicKeyKind.EcdsaP256 => EllipticCurve.P256,
        PublicKeyKind.EcdsaP384 => EllipticCurve.P384,
        PublicKeyKind.EcdsaP521 => EllipticCurve.P521,
        _ => null,
    };

    private static PublicKey Read(AsnReader reader, ReadOnlyMemory<byte> der, string what)
    {
        var algorithm = reader.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();

        // Parameters are each algorithm's own: those of a kind that is not supported are not looked at.
        var curve = oid == Oids.EcPublicKey && algorithm.HasData && algorithm.PeekTag() == Asn1Tag.ObjectIdentifier ? algorithm.ReadObjectIdentifier() : null;
        var kind = (oid, curve) switch
        {
            (Oids.EcPublicKey, Oids.P256) => PublicKeyKind.EcdsaP256,
            (Oids.EcPublicKey, Oids.P384) => PublicKeyKind.EcdsaP384,
            (Oids.EcPublicKey, Oids.P521) => PublicKeyKind.EcdsaP521,
            (Oids.Ed25519, null) => PublicKeyKind.Ed25519,
            (Oids.RsaEncryption, null) => PublicKeyKind.Rsa,
            (Oids.RsaPss, null) => throw Refusal.Malformed(
                $"{what} is a key for RSASSA-PSS alone ({oid}), which is not supported: use ECDSA on P-256, P-384 or P-521, Ed25519, or a plain RSA key."),
            _ => throw Refusal.Malformed(
                $"{what} is of a kind that is not supported ({curve ?? oid}): use ECDSA on P-256, P-384 or P-521, Ed25519 or RSA."),
        };
        if (kind == PublicKeyKind.Rsa)
        {
            algorithm.ReadNull();
        }

        algorithm.ThrowIfNotEmpty();
        var key = reader.ReadBitString(out var unused);
        reader.ThrowIfNotEmpty();
        if (unused != 0)
        {
            throw new AsnContentException();
        }

        if (kind == PublicKeyKind.Rsa)
        {
            return Der.Read(key, what, inner => ReadRsa(inner, key, der, what));
        }

        var length = FindCurve(kind) is { } known ? EcdsaVerificationKey.PointSize(known) : Ed25519.PublicKeySize;
        return key.Length == length && (kind == PublicKeyKind.Ed25519 || key[0] == 4)
            ? new PublicKey(kind, der, key)
            : throw Refusal.Malformed($"{what} is not encoded as its kind asks (an uncompressed point, or 32 bytes).");
    }

    private static PublicKey ReadRsa(AsnReader reader, byte[] key, ReadOnlyMemory<byte> der, string what)
    {
        var sequence = Der.ReadWholeSequence(reader);
        var modulus = sequence.ReadIntegerBytes().Span;
        var exponent = sequence.ReadIntegerBytes().Span;
        sequence.ThrowIfNotEmpty();
        if ((modulus[0] & 0x80) != 0 || (exponent[0] & 0x80) != 0)
        {
            throw new AsnContentException();
        }

        modulus = modulus.TrimStart((byte)0);
        exponent = exponent.TrimStart((byte)0);
        var bits = modulus.IsEmpty ? 0 : (modulus.Length * 8) - (7 - int.Log2(modulus[0]));
        if (bits is < LeastRsaBits or > MostRsaBits || (modulus[^1] & 1) == 0
            || exponent.Length is 0 or > 4 || (exponent[^1] & 1) == 0 || exponent is [1])
        {
            throw Refusal.Malformed($"{what} is an RSA key of {bits} bits: an odd modulus of {LeastRsaBits} to {MostRsaBits} bits and an odd exponent above 1 are accepted.");
        }

        return new PublicKey(PublicKeyKind.Rsa, der, key, new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() });
    }
}
