namespace Swarm.Verification.Certificates;

/// <summary>The bytes that a verdict is about, from wherever they came. Nothing in them is trusted.</summary>
/// <param name="Name">Where they came from, for messages.</param>
/// <param name="Certificate">The certificate's bytes.</param>
/// <param name="Attestation">The DSSE envelope's bytes; null where there is none.</param>
public sealed record CertificateEvidence(string Name, ReadOnlyMemory<byte> Certificate, ReadOnlyMemory<byte>? Attestation)
{
    /// <summary>What the store says of the node; null where no store is asked.</summary>
    public NodeClaim? Claim { get; init; }
}
