namespace Swarm.Verification.Certificates;

/// <summary>The bytes that a verdict is about, from wherever they came. Nothing in them is trusted.</summary>
/// <param name="Name">Where they came from, for messages.</param>
/// <param name="Certificate">The certificate's bytes.</param>
/// <param name="Envelope">The bytes of the DSSE envelope that a local key signed; null where there is none.</param>
public sealed record CertificateEvidence(string Name, ReadOnlyMemory<byte> Certificate, ReadOnlyMemory<byte>? Envelope)
{
    /// <summary>The bytes of the Sigstore bundle that attests the certificate; null where there is none.</summary>
    public ReadOnlyMemory<byte>? Bundle { get; init; }

    /// <summary>The bytes of the policy that lies with the certificate; null where none does.</summary>
    public ReadOnlyMemory<byte>? Policy { get; init; }

    /// <summary>What the store says of the node; null where no store is asked.</summary>
    public NodeClaim? Claim { get; init; }
}
