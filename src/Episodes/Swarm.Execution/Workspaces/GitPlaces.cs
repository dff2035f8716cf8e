namespace Swarm.Execution.Workspaces;

/// <summary>The variables that tell git where a repository lies, as git sets them for its hooks (git(1)).</summary>
internal static class GitPlaces
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR",
        "GIT_NAMESPACE", "GIT_PREFIX", "GIT_QUARANTINE_PATH",
    };

    /// <summary>Whether a variable is one of them.</summary>
    public static bool Contains(string name) => Names.Contains(name);
}
