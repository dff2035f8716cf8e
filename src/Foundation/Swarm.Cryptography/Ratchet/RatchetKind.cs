namespace Swarm.Cryptography.Ratchet;

/// <summary>The two ratchets of a branch, which advance independently.</summary>
public enum RatchetKind
{
    /// <summary>What opens the node's state (<c>state_cap</c>).</summary>
    State,

    /// <summary>What the tickets of the node's next run are made from (<c>net_cap</c>).</summary>
    Net,
}
