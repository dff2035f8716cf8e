using Swarm.Core.Errors;
using Swarm.Cryptography.Signing;
using Swarm.Verification.Certificates;
using Swarm.Verification.Keys;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Checks;

/// <summary>
/// Whether a trusted key signed the certificate; or the ephemeral key of a runner, which counts where the attested
/// certificate names it and the caller trusts who attested it.
/// </summary>
internal static class SignatureCheck
{
    public static CheckResult Make(ReadCertificate certificate, KeyRing keys, CheckResult attestation)
    {
        if (certificate.Evidence.Envelope is not { } envelope)
        {
            return CheckResult.Unavailable(CheckNames.Signature, "there is no signature of a local key");
        }

        if (IsSignedByRunner(certificate, envelope, keys))
        {
            return attestation is { Status: CheckStatus.Passed, Authenticates: true }
                ? new CheckResult(CheckNames.Signature, CheckStatus.Passed, $"{certificate.Content!.Runtime.RunnerKey}, the runner's, which the attested certificate names")
                : CheckResult.Unavailable(CheckNames.Signature, "the runner's own key has signed it, for which only an attestation by somebody whom you trust can vouch");
        }

        var trusted = keys.For(KeyRole.Certificate);
        if (trusted.Count == 0 && keys.Revoked.Count == 0)
        {
            return CheckResult.Unavailable(CheckNames.Signature, "no key is trusted");
        }

        try
        {
            return new CheckResult(CheckNames.Signature, CheckStatus.Passed, CertificateSigner.Verify(envelope, certificate.Digest, trusted, keys.Revoked).ToString()) { Authenticates = true };
        }
        catch (SwarmException exception)
        {
            return new CheckResult(CheckNames.Signature, CheckStatus.Failed, exception.Message);
        }
    }

    private static bool IsSignedByRunner(ReadCertificate certificate, ReadOnlyMemory<byte> envelope, KeyRing keys)
    {
        try
        {
            return VerificationKey.TryParse(certificate.Content!.Runtime.RunnerKey, out var key)
                && !keys.Revoked.Contains(key) && !keys.For(KeyRole.Certificate).Contains(key)
                && CertificateSigner.Verify(envelope, certificate.Digest, [key], []).Equals(key);
        }
        catch (SwarmException)
        {
            return false;
        }
    }
}
