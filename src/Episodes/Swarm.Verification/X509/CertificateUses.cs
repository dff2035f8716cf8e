namespace Swarm.Verification.X509;

/// <summary>What a certificate may be used for (RFC 5280, sections 4.2.1.3, 4.2.1.9 and 4.2.1.12).</summary>
/// <param name="IsAuthority">Whether it may issue certificates.</param>
/// <param name="PathLength">How many authorities may stand below it; null for any number.</param>
/// <param name="SignsCertificates">Whether its key may sign certificates.</param>
/// <param name="SignsData">Whether its key may sign data.</param>
/// <param name="Purposes">The extended uses; null where it does not limit them.</param>
/// <param name="PurposesAreCritical">Whether the extended uses must be understood.</param>
internal sealed record CertificateUses(
    bool IsAuthority,
    int? PathLength,
    bool SignsCertificates,
    bool SignsData,
    IReadOnlyList<string>? Purposes,
    bool PurposesAreCritical);
