using Swarm.Engine.Policies;
using Swarm.PowerShell.Wording;

namespace Swarm.PowerShell.Records;

/// <summary>What a policy is good for on this system.</summary>
public sealed record SwarmPolicyVerdict
{
    /// <summary>The policy's file.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary>The digest of exactly the file's bytes; null where it is no policy.</summary>
    public string? PolicyHash { get; internal init; }

    /// <summary>Whether runs can be made under it here, and it allows the program and agrees with the certificate where these were given.</summary>
    public bool IsValid { get; internal init; }

    /// <summary>The stable code of what is wrong; null where nothing is.</summary>
    public string? Code { get; internal init; }

    /// <summary>What is wrong; null where nothing is.</summary>
    public string? Reason { get; internal init; }

    /// <summary>The rules that are enforced here for every process of a step.</summary>
    public IReadOnlyList<string> Enforced { get; internal init; } = [];

    /// <summary>The rules that are not.</summary>
    public IReadOnlyList<string> Unenforced { get; internal init; } = [];

    internal static SwarmPolicyVerdict From(PolicyVerdict verdict) => new()
    {
        Path = verdict.Path,
        PolicyHash = verdict.Policy?.Hash.ToString(),
        IsValid = verdict.IsValid,
        Code = verdict.Error?.Code,
        Reason = CmdletWords.OfAny(verdict.Error?.Message),
        Enforced = verdict.Enforced,
        Unenforced = verdict.Unenforced,
    };

    /// <summary>The file and what was found.</summary>
    public override string ToString() => $"{Path}: {(IsValid ? "valid" : "invalid")}";
}
