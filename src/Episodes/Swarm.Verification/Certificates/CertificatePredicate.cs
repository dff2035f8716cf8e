namespace Swarm.Verification.Certificates;

/// <summary>What the signed statement says beside its subject.</summary>
/// <param name="JobId">The run.</param>
internal sealed record CertificatePredicate(string JobId);
