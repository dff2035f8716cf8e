using Swarm.Engine.Networking;
using Swarm.Networking.Routing;
using Swarm.PowerShell.Wording;

namespace Swarm.PowerShell.Records;

/// <summary>Whether a route leads to a host and port.</summary>
public sealed record SwarmRouteVerdict
{
    /// <summary>The host.</summary>
    public string HostName { get; internal init; } = string.Empty;

    /// <summary>The port.</summary>
    public int Port { get; internal init; }

    /// <summary>Which way: 'direct' or 'client_exit'.</summary>
    public string RouteMode { get; internal init; } = string.Empty;

    /// <summary>Whether it leads there.</summary>
    public bool IsAllowed { get; internal init; }

    /// <summary>The decision: 'allowed', 'denied' or 'failed'.</summary>
    public string Verdict { get; internal init; } = string.Empty;

    /// <summary>The rule that decided.</summary>
    public string Rule { get; internal init; } = string.Empty;

    /// <summary>The address that was dialled or denied; null where it did not come to that.</summary>
    public string? Address { get; internal init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; internal init; }

    /// <summary>Why it does not lead there; null where it does.</summary>
    public string? Reason { get; internal init; }

    /// <summary>The stable code of the reason; null where it leads there.</summary>
    public string? ErrorCode { get; internal init; }

    internal static SwarmRouteVerdict From(RouteFinding finding) => new()
    {
        HostName = finding.Host,
        Port = finding.Port,
        RouteMode = finding.RouteMode,
        IsAllowed = finding.Verdict == RouteVerdict.Allowed,
        Verdict = finding.Verdict.ToString().ToLowerInvariant(),
        Rule = finding.Rule,
        Address = finding.Address,
        Elapsed = finding.Elapsed,
        Reason = CmdletWords.OfAny(finding.Error?.Message),
        ErrorCode = finding.Error?.Code,
    };

    /// <summary>The decision and its rule.</summary>
    public override string ToString() => $"{Verdict} ({Rule})";
}
