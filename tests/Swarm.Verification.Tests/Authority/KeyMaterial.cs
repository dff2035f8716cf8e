namespace Swarm.Verification.Tests.Authority;

/// <summary>How a bundle names the key that signed.</summary>
public enum KeyMaterial
{
    Certificate,

    /// <summary>The leaf and the intermediates, as versions 0.1 and 0.2 have it.</summary>
    Chain,

    /// <summary>A hint of a key that the verifier has.</summary>
    PublicKey,
}
