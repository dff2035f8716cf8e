using Swarm.Core.Errors;

namespace Swarm.Verification.Verdicts;

/// <summary>One check of a verdict.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Detail">What was seen, or why it could not be checked.</param>
public sealed record CheckResult(string Name, CheckStatus Status, string Detail)
{
    /// <summary>What was seen, or why it could not be checked. It may quote what others chose, and stays on one line.</summary>
    public string Detail { get; } = PlainLine.Of(Detail);

    /// <summary>Whether, by passing, it tells that somebody whom the caller trusts stands for the certificate.</summary>
    internal bool Authenticates { get; init; }

    /// <summary>The error that it stands for where it failed; null for the check's usual one.</summary>
    internal ErrorCode? Code { get; init; }

    /// <summary>Makes a result that holds or not.</summary>
    /// <param name="name">What was checked.</param>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="passed">What was seen where it holds.</param>
    /// <param name="failed">What was seen where it does not.</param>
    public static CheckResult Of(string name, bool holds, string passed, string failed) =>
        new(name, holds ? CheckStatus.Passed : CheckStatus.Failed, holds ? passed : failed);

    /// <summary>Makes a result for a check that could not be made.</summary>
    /// <param name="name">What was to be checked.</param>
    /// <param name="reason">Why it could not be.</param>
    public static CheckResult Unavailable(string name, string reason) => new(name, CheckStatus.Unavailable, reason);
}
