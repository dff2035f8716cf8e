using System.Text.Json;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Signing;

namespace Swarm.Verification.Certificates;

/// <summary>Signs certificates: a DSSE envelope over an in-toto statement whose subject is <c>certificate.json</c>.</summary>
public static class CertificateSigner
{
    private const string SubjectName = "certificate.json";
    private const string DigestName = "sha256";

    /// <summary>Signs a certificate.</summary>
    /// <param name="certificate">Its bytes.</param>
    /// <param name="runId">The run, repeated in the predicate for people.</param>
    /// <param name="key">The operator's key.</param>
    /// <returns>The envelope's canonical bytes.</returns>
    public static byte[] Sign(ReadOnlySpan<byte> certificate, string runId, SigningKey key)
    {
        var statement = new InTotoStatement
        {
            StatementType = ContractTypes.InTotoStatement,
            Subject = [new InTotoSubject(SubjectName, new Dictionary<string, string> { [DigestName] = Digest.Compute(certificate).ToHex() })],
            PredicateType = ContractTypes.CertificatePredicate,
            Predicate = JsonSerializer.SerializeToElement(new CertificatePredicate(runId), PredicateJson.Default.CertificatePredicate),
        };
        return DsseEnvelope.Sign(ContractTypes.InTotoPayload, CanonicalJson.Serialize(statement, ContractJson.Default.InTotoStatement), key).Serialize();
    }

    /// <summary>Checks an envelope against a certificate and the keys that the caller trusts.</summary>
    /// <param name="envelope">The envelope's bytes.</param>
    /// <param name="certificate">The digest of the certificate's bytes.</param>
    /// <param name="trusted">The keys.</param>
    /// <param name="revoked">The keys that count for nothing any more, so that a refusal can name one.</param>
    /// <returns>The key that signed it.</returns>
    /// <exception cref="SwarmException">It is malformed, about something else, or signed by none of the keys.</exception>
    public static VerificationKey Verify(ReadOnlyMemory<byte> envelope, Digest certificate, IReadOnlyList<VerificationKey> trusted, IReadOnlyList<VerificationKey> revoked)
    {
        ArgumentNullException.ThrowIfNull(revoked);
        var parsed = DsseEnvelope.Parse(envelope);
        if (parsed.Verify(trusted) is not { } key)
        {
            throw Invalid(parsed.Verify(revoked) is { } former
                ? $"key {former} has signed it, which is revoked"
                : "no key that you trust has signed it; name the signer's key, or get the certificate again");
        }

        if (!string.Equals(parsed.PayloadType, ContractTypes.InTotoPayload, StringComparison.Ordinal))
        {
            throw Invalid("what was signed is no in-toto statement");
        }

        var statement = StrictJson.Parse(parsed.DecodePayload(), ContractJson.Default.InTotoStatement, "signed statement");
        var isAboutIt = string.Equals(statement.StatementType, ContractTypes.InTotoStatement, StringComparison.Ordinal)
            && string.Equals(statement.PredicateType, ContractTypes.CertificatePredicate, StringComparison.Ordinal)
            && statement.Subject.Count == 1
            && statement.Subject[0].Digest.TryGetValue(DigestName, out var digest)
            && string.Equals(digest, certificate.ToHex(), StringComparison.Ordinal);
        return isAboutIt ? key : throw Invalid("the signature is about another certificate");
    }

    private static SwarmException Invalid(string reason) => new(ErrorCode.CertificateSignatureInvalid, $"The certificate's signature does not hold: {reason}.");
}
