using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Verification.Certificates;

/// <summary>A certificate, read once.</summary>
/// <param name="Evidence">Its bytes and what came with them.</param>
/// <param name="Digest">The digest of its bytes.</param>
/// <param name="Content">What it says; null where it is not of its schema.</param>
/// <param name="Fault">Why it is not; null where it is.</param>
internal sealed record ReadCertificate(CertificateEvidence Evidence, Digest Digest, Certificate? Content, string? Fault)
{
    private readonly Lazy<Digest> _identity = new(Evidence.ComputeIdentity);

    /// <summary>The digest of the bytes that came with it too, by which a session knows it again.</summary>
    public Digest Identity => _identity.Value;

    public static ReadCertificate From(CertificateEvidence evidence)
    {
        var digest = Digest.Compute(evidence.Certificate.Span);
        try
        {
            return new ReadCertificate(evidence, digest, CertificateDocument.Read(evidence.Certificate), Fault: null);
        }
        catch (SwarmException exception)
        {
            return new ReadCertificate(evidence, digest, Content: null, exception.Message);
        }
    }
}
