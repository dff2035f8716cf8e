namespace Swarm.Engine.Workflows;

/// <summary>The service whose runners execute remote runs.</summary>
public enum WorkflowHost
{
    /// <summary>GitHub Actions.</summary>
    GitHub,

    /// <summary>GitLab CI/CD.</summary>
    GitLab,
}
