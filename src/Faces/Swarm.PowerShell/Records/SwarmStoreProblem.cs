using Swarm.PowerShell.Wording;
using Swarm.Storage.Maintenance;

namespace Swarm.PowerShell.Records;

/// <summary>Something that is wrong with a store.</summary>
public sealed record SwarmStoreProblem
{
    /// <summary>What it is about: <c>pack</c>, <c>record</c>, <c>snapshot</c>, <c>document</c>, <c>capability</c>, <c>certificate</c>, <c>catalog</c> or another part.</summary>
    public string Kind { get; internal init; } = string.Empty;

    /// <summary>The pack, node or file.</summary>
    public string Subject { get; internal init; } = string.Empty;

    /// <summary>What is wrong, in one line.</summary>
    public string Detail { get; internal init; } = string.Empty;

    internal static SwarmStoreProblem From(StoreProblem problem) => new()
    {
        Kind = problem.Kind.ToString().ToLowerInvariant(),
        Subject = problem.Subject,
        Detail = CmdletWords.Of(problem.Detail),
    };

    /// <summary>All of it in one line.</summary>
    public override string ToString() => $"{Kind} {Subject}: {Detail}";
}
