using Swarm.Engine.Diagnosis;
using Swarm.PowerShell.Wording;
using Swarm.Verification.Verdicts;

namespace Swarm.PowerShell.Records;

/// <summary>One check: of a certificate, a store or the machine.</summary>
public sealed record SwarmCheck
{
    /// <summary>What was checked.</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary>How it ended: <c>passed</c>, <c>failed</c>, <c>unavailable</c> where it could not be made, or <c>warning</c> where less works.</summary>
    public string Status { get; internal init; } = string.Empty;

    /// <summary>What was seen, or why it could not be checked.</summary>
    public string Detail { get; internal init; } = string.Empty;

    /// <summary>What to do about it; null where nothing is to be done or the detail says so.</summary>
    public string? Remedy { get; internal init; }

    internal static SwarmCheck From(CheckResult check) => new()
    {
        Name = check.Name,
        Status = check.Status switch { CheckStatus.Passed => "passed", CheckStatus.Failed => "failed", _ => "unavailable" },
        Detail = CmdletWords.Of(check.Detail),
    };

    internal static SwarmCheck From(DoctorCheck check) => new()
    {
        Name = check.Name,
        Status = check.Status switch { DoctorStatus.Ok => "passed", DoctorStatus.Failed => "failed", _ => "warning" },
        Detail = CmdletWords.Of(check.Detail),
        Remedy = CmdletWords.OfAny(check.Remedy),
    };

    /// <summary>What was checked, and how it ended.</summary>
    public override string ToString() => $"{Name}: {Status}";
}
