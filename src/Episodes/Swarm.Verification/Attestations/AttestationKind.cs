namespace Swarm.Verification.Attestations;

/// <summary>What a bundle signs.</summary>
public enum AttestationKind
{
    /// <summary>The artifact's bytes.</summary>
    MessageSignature,

    /// <summary>An in-toto statement that names the artifact by its digest, in a DSSE envelope.</summary>
    Statement,
}
