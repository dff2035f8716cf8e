namespace Swarm.Engine.Remote;

/// <summary>The backends that a run may execute on.</summary>
public static class BackendNames
{
    /// <summary>This machine.</summary>
    public const string Local = "local";

    /// <summary>GitHub Actions.</summary>
    public const string GitHub = "github";

    /// <summary>GitLab CI.</summary>
    public const string GitLab = "gitlab";
}
