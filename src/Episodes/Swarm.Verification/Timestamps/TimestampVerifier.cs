using System.Security.Cryptography;
using Swarm.Core.Errors;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;
using Swarm.Verification.Roots;
using Swarm.Verification.X509;

namespace Swarm.Verification.Timestamps;

/// <summary>Verifies that a trusted timestamp authority saw a signature at a time (RFC 3161).</summary>
internal static class TimestampVerifier
{
    internal static VerifiedTime Verify(ReadOnlyMemory<byte> response, ReadOnlySpan<byte> signature, IReadOnlyList<CertificateAuthority> authorities)
    {
        var token = TimestampTokenReader.Read(response);
        if (!CryptographicOperations.HashData(token.ImprintHash, signature).AsSpan().SequenceEqual(token.Imprint.Span))
        {
            throw Refusal.Invalid("the timestamp was given for another signature");
        }

        var signer = token.Signer;
        if (!CryptographicOperations.HashData(signer.Hash, token.Content.Span).AsSpan().SequenceEqual(signer.ContentDigest.Span))
        {
            throw Refusal.Invalid("the timestamp's content is not what its authority signed");
        }

        SwarmException? nearest = null;
        foreach (var authority in authorities)
        {
            foreach (var certificate in authority.Leaf is { } leaf ? [leaf] : token.Certificates)
            {
                if (!signer.Names(certificate))
                {
                    continue;
                }

                try
                {
                    VerifySigner(token, certificate, authority);
                    return new VerifiedTime(token.Time, authority.Name);
                }
                catch (SwarmException exception)
                {
                    nearest = exception;
                }
            }
        }

        throw nearest ?? Refusal.Invalid("the timestamp comes from an authority that the trusted root does not name");
    }

    private static bool Same(DerCertificate left, DerCertificate right) => left.Raw.Span.SequenceEqual(right.Raw.Span);

    private static void VerifySigner(TimestampToken token, DerCertificate certificate, CertificateAuthority authority)
    {
        // What came along and is neither the signer's nor the trusted root's has no use, and nothing vouches for it.
        if (!token.Certificates.All(other => Same(other, certificate) || authority.Certificates.Any(known => Same(other, known))))
        {
            throw Refusal.Invalid("the timestamp carries a certificate that the trusted root does not name");
        }

        var uses = certificate.Uses;
        if (uses.Purposes is not [Oids.TimeStamping] || !uses.PurposesAreCritical)
        {
            throw Refusal.Invalid("the timestamp's certificate was not issued for giving timestamps alone");
        }

        if (!token.Signer.SignedAttributes.Any(signed => token.Signer.Algorithm.Verify(certificate.PublicKey, signed.Span, token.Signer.Signature.Span)))
        {
            throw Refusal.Invalid("the timestamp was not signed by its authority's key");
        }

        try
        {
            CertificatePath.Build(certificate, authority, token.Time, Oids.TimeStamping);
        }
        catch (SwarmException exception)
        {
            throw Refusal.Invalid($"the timestamp's authority is not to be trusted: {exception.Message}", exception);
        }
    }
}
