namespace Swarm.Verification.Tests.Authority;

/// <summary>The kinds of key that an authority or a signer may hold.</summary>
public enum KeyKind
{
    P256,
    P384,
    P521,
    Rsa1024,
    Rsa2048,
    Rsa4096,
    Ed25519,
}
