using System.Security.Cryptography;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;
using Swarm.Verification.PublicKeys;
using Swarm.Verification.Roots;

namespace Swarm.Verification.X509;

/// <summary>Verifies that a certificate carries the promise of a trusted certificate log (RFC 6962, section 3.2).</summary>
internal static class CertificateTransparency
{
    private const int MostTimestamps = 16;

    private const byte TlsSha256 = 4;

    private const byte TlsIntrinsic = 8;

    private const byte TlsRsa = 1;

    private const byte TlsEcdsa = 3;

    private const byte TlsEd25519 = 7;

    /// <summary>Gives the address of the log whose promise verifies.</summary>
    internal static string Verify(DerCertificate leaf, DerCertificate issuer, IReadOnlyList<TransparencyLog> logs)
    {
        if (leaf.FindExtension(Oids.SignedCertificateTimestamps) is not { } extension)
        {
            throw Refusal.Invalid("the signing certificate carries no promise of a certificate log, and the trusted root asks for one");
        }

        var list = Der.Read(extension.Value, "The certificate logs' promises", reader => (ReadOnlyMemory<byte>)reader.ReadOctetString());
        var timestamps = SignedCertificateTimestamp.ReadList(list, MostTimestamps)
            ?? throw Refusal.Malformed($"the certificate logs' promises are malformed, or more than {MostTimestamps}");
        var issuerKeyHash = SHA256.HashData(issuer.PublicKey.SubjectPublicKeyInfo.Span);
        var precertificate = leaf.GetPrecertificate();
        var isKnown = false;
        foreach (var timestamp in timestamps)
        {
            foreach (var log in logs)
            {
                if (!log.KeyId.Span.SequenceEqual(timestamp.LogId.Span) || timestamp.Time is not { } time || !log.ValidFor.Covers(time))
                {
                    continue;
                }

                isKnown = true;
                if (log.Key is { } key && Fits(timestamp, key)
                    && key.VerifyData(timestamp.GetSignedData(issuerKeyHash, precertificate), timestamp.Signature.Span, log.Scheme))
                {
                    return log.Name;
                }
            }
        }

        throw Refusal.Invalid(isKnown
            ? "the certificate log's promise in the signing certificate was not signed by the log's key"
            : "no promise in the signing certificate is of a certificate log that the trusted root trusts at its time");
    }

    private static bool Fits(SignedCertificateTimestamp timestamp, PublicKey key) =>
        (timestamp.HashAlgorithm, timestamp.SignatureAlgorithm) == key.Kind switch
        {
            PublicKeyKind.Rsa => (TlsSha256, TlsRsa),
            PublicKeyKind.Ed25519 => (TlsIntrinsic, TlsEd25519),
            _ => (TlsSha256, TlsEcdsa),
        };
}
