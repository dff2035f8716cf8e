namespace Swarm.Verification.Keys;

/// <summary>What a trusted key's signature counts for.</summary>
[Flags]
public enum KeyRole
{
    /// <summary>For nothing.</summary>
    None = 0,

    /// <summary>For certificates.</summary>
    Certificate = 1,

    /// <summary>For the head logs of stores.</summary>
    Head = 2,

    /// <summary>For tickets, which lend the user's network, and for providers at the user's broker.</summary>
    Ticket = 4,
}
