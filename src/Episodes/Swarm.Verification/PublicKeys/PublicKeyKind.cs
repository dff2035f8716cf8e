namespace Swarm.Verification.PublicKeys;

/// <summary>The kinds of public keys that are known.</summary>
internal enum PublicKeyKind
{
    EcdsaP256,
    EcdsaP384,
    EcdsaP521,
    Ed25519,
    Rsa,
}
