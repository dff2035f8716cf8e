namespace Swarm.Core.Contracts;

/// <summary>What happens where a snapshot cannot be restored.</summary>
public static class RestorePolicies
{
    /// <summary>The run ends (the default).</summary>
    public const string FailClosed = "fail_closed";

    /// <summary>The run starts with nothing, and says so.</summary>
    public const string AllowColdStart = "allow_cold_start";
}
