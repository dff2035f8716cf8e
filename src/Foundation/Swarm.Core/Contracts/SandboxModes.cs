namespace Swarm.Core.Contracts;

/// <summary>What keeps a step from what is not its own.</summary>
public static class SandboxModes
{
    /// <summary>Nothing: the step has the operator's authority.</summary>
    public const string None = "none";

    /// <summary>The step reaches its own folder, and what it is allowed, alone.</summary>
    public const string Confined = "confined";

    /// <summary>Every mode.</summary>
    public static IReadOnlyList<string> All { get; } = [None, Confined];
}
