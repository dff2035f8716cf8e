using Swarm.Verification.Certificates;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Checks;

/// <summary>Whether a Sigstore bundle attests the certificate, by the workflow and the commit that it names.</summary>
internal static class AttestationCheck
{
    public static CheckResult Make(ReadCertificate certificate) => certificate.Evidence.Bundle is null
        ? CheckResult.Unavailable(CheckNames.Attestation, "there is no Sigstore bundle")
        : CheckResult.Unavailable(CheckNames.Attestation, "the bundle was not looked at");
}
