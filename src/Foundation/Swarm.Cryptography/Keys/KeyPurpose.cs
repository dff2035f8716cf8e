namespace Swarm.Cryptography.Keys;

/// <summary>What a key of a profile is for.</summary>
public enum KeyPurpose
{
    /// <summary>Signs certificates, heads and tickets (Ed25519).</summary>
    Operator,

    /// <summary>Opens what is sealed to the profile (X25519, an age identity).</summary>
    Sealing,
}
