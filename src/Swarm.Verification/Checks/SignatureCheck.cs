using Swarm.Core.Errors;
using Swarm.Verification.Certificates;
using Swarm.Verification.Keys;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Checks;

/// <summary>Whether a trusted key signed the certificate.</summary>
internal static class SignatureCheck
{
    public static CheckResult Make(ReadCertificate certificate, KeyRing keys)
    {
        if (certificate.Evidence.Envelope is not { } envelope)
        {
            return CheckResult.Unavailable(CheckNames.Signature, "there is no signature of a local key");
        }

        var trusted = keys.For(KeyRole.Certificate);
        if (trusted.Count == 0 && keys.Revoked.Count == 0)
        {
            return CheckResult.Unavailable(CheckNames.Signature, "no key is trusted");
        }

        try
        {
            return new CheckResult(CheckNames.Signature, CheckStatus.Passed, CertificateSigner.Verify(envelope, certificate.Digest, trusted, keys.Revoked).ToString());
        }
        catch (SwarmException exception)
        {
            return new CheckResult(CheckNames.Signature, CheckStatus.Failed, exception.Message);
        }
    }
}
