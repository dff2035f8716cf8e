namespace Swarm.PowerShell.Parameters;

/// <summary>What a key is for.</summary>
public enum SwarmKeyPurpose
{
    /// <summary>It signs certificates.</summary>
    Operator,

    /// <summary>It opens what is sealed to the user.</summary>
    Sealing,
}
