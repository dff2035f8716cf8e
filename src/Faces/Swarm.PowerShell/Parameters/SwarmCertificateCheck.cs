namespace Swarm.PowerShell.Parameters;

/// <summary>A check of a certificate.</summary>
public enum SwarmCertificateCheck
{
    /// <summary>The certificate is of its schema.</summary>
    Schema,

    /// <summary>Its digest is the expected one.</summary>
    Digest,

    /// <summary>A trusted key signed it.</summary>
    Signature,

    /// <summary>A Sigstore bundle attests it, by the workflow that it names.</summary>
    Attestation,

    /// <summary>The store's record of the node says the same.</summary>
    Record,

    /// <summary>It names the required commit.</summary>
    Commit,

    /// <summary>It ran under the policy whose bytes are at hand.</summary>
    Policy,

    /// <summary>Its parent's certificate links.</summary>
    Parent,

    /// <summary>Whoever made it held the parent's capability.</summary>
    Continuity,

    /// <summary>Something confined the step.</summary>
    Sandbox,

    /// <summary>The step's network was enforced.</summary>
    Enforcement,

    /// <summary>All ancestors hold, to the root.</summary>
    Lineage,

    /// <summary>The head log contains what is expected, and hides nothing.</summary>
    Heads,

    /// <summary>Its nonce was not seen before and its time of acceptance is not over.</summary>
    Replay,
}
