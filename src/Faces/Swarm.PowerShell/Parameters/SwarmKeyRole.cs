namespace Swarm.PowerShell.Parameters;

/// <summary>What a trusted key's signature counts for.</summary>
public enum SwarmKeyRole
{
    /// <summary>For certificates.</summary>
    Certificate,

    /// <summary>For the head logs of stores.</summary>
    Head,

    /// <summary>For tickets, which lend the user's network, and for providers at the user's broker.</summary>
    Ticket,
}
