namespace Swarm.Cryptography.Ecdsa;

/// <summary>The curves of ECDSA keys (FIPS 186-5).</summary>
public enum EllipticCurve
{
    /// <summary>P-256.</summary>
    P256,

    /// <summary>P-384.</summary>
    P384,

    /// <summary>P-521.</summary>
    P521,
}
