using Swarm.Core.Contracts;

namespace Swarm.Engine.Policies;

/// <summary>What a policy is good for here.</summary>
public sealed record PolicyVerdict
{
    /// <summary>The policy's file.</summary>
    public required string Path { get; init; }

    /// <summary>The policy; null where it is refused.</summary>
    public Policy? Policy { get; init; }

    /// <summary>The rules that are enforced here for every process of a step.</summary>
    public IReadOnlyList<string> Enforced { get; init; } = [];

    /// <summary>The rules that are not.</summary>
    public IReadOnlyList<string> Unenforced { get; init; } = [];

    /// <summary>What is wrong with the policy, or what it does not allow; null where nothing is.</summary>
    public ErrorEntry? Error { get; init; }

    /// <summary>Whether runs can be made under it here, and it allows the program and agrees with the certificate where these were given.</summary>
    public bool IsValid => Error is null;
}
