namespace Swarm.Verification.Verdicts;

/// <summary>How one check ended.</summary>
public enum CheckStatus
{
    /// <summary>It holds.</summary>
    Passed,

    /// <summary>It does not hold.</summary>
    Failed,

    /// <summary>It could not be made, because what it needs is not at hand.</summary>
    Unavailable,
}
