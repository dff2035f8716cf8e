namespace Swarm.Execution.Confinement;

/// <summary>What makes the namespaces of a confined step (Linux).</summary>
public enum ConfinementMethod
{
    /// <summary><c>unshare</c> of util-linux; the supervisor builds the mounts itself.</summary>
    Unshare,

    /// <summary><c>bwrap</c> of bubblewrap, which builds the mounts too: some systems let nothing else do so.</summary>
    Bubblewrap,
}
