using System.Security.Cryptography;
using Swarm.Verification.Encodings;
using Swarm.Verification.X509;

namespace Swarm.Verification.Timestamps;

/// <summary>The signature of a timestamp token (RFC 5652, section 5.3).</summary>
/// <param name="Issuer">The issuer of the signer's certificate; empty where it is named by its key.</param>
/// <param name="SerialNumber">The number of the signer's certificate.</param>
/// <param name="KeyIdentifier">The identifier of the signer's key; empty where it is named by its issuer.</param>
/// <param name="Hash">The hash of the content.</param>
/// <param name="SignedAttributes">
/// The attributes as they may have been signed: as they stand, which is how OpenSSL verifies them, and in the order of DER (RFC 5652,
/// section 5.4), where that is another.
/// </param>
/// <param name="ContentDigest">The content's digest as the attributes have it.</param>
/// <param name="CertificateDigests">The digests of the signer's certificate in the attributes, by SHA-1 (RFC 2634) or another hash (RFC 5816).</param>
/// <param name="Algorithm">How the signature is made.</param>
/// <param name="Signature">The signature.</param>
internal sealed record TimestampSigner(
    ReadOnlyMemory<byte> Issuer,
    ReadOnlyMemory<byte> SerialNumber,
    ReadOnlyMemory<byte> KeyIdentifier,
    HashAlgorithmName Hash,
    IReadOnlyList<ReadOnlyMemory<byte>> SignedAttributes,
    ReadOnlyMemory<byte> ContentDigest,
    IReadOnlyList<(HashAlgorithmName Hash, ReadOnlyMemory<byte> Digest)> CertificateDigests,
    SignatureAlgorithm Algorithm,
    ReadOnlyMemory<byte> Signature)
{
    /// <summary>Whether the token names this certificate as its signer's, and binds it by its digest.</summary>
    internal bool Names(DerCertificate certificate)
    {
        var isNamed = KeyIdentifier.IsEmpty
            ? certificate.Issuer.Span.SequenceEqual(Issuer.Span) && certificate.SerialNumber.Span.SequenceEqual(SerialNumber.Span)
            : certificate.FindExtension(Oids.SubjectKeyIdentifier) is { } extension
                && Der.Read(extension.Value, "A key identifier", reader => reader.ReadOctetString()).AsSpan().SequenceEqual(KeyIdentifier.Span);
        return isNamed && CertificateDigests.All(
            bound => CryptographicOperations.HashData(bound.Hash, certificate.Raw.Span).AsSpan().SequenceEqual(bound.Digest.Span));
    }
}
