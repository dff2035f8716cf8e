namespace Swarm.PowerShell.Parameters;

/// <summary>Where a run executes.</summary>
public enum SwarmBackend
{
    /// <summary>On this machine.</summary>
    Local,

    /// <summary>On a runner of GitHub Actions.</summary>
    GitHub,

    /// <summary>On a runner of GitLab CI.</summary>
    GitLab,
}
