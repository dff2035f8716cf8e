using Swarm.Core.Contracts;
using Swarm.Core.Errors;

namespace Swarm.Networking.Rules;

/// <summary>What connections a policy or a ticket allows. A list that is there allows nothing else; null allows what needs no naming.</summary>
public sealed record EgressRules
{
    /// <summary>The hosts: <c>www.example.org</c>, or <c>*.example.org</c> for every name below it; null for any.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>The TCP ports; null for any.</summary>
    public IReadOnlyList<int>? Ports { get; init; }

    /// <summary>The address ranges in CIDR notation; null for every public address.</summary>
    public IReadOnlyList<string>? Ranges { get; init; }

    /// <summary>Gives a policy's rules of the network.</summary>
    /// <param name="policy">The policy; null for none.</param>
    public static EgressRules Of(PolicyDocument? policy) => new() { Hosts = policy?.AllowedHosts, Ports = policy?.AllowedPorts, Ranges = policy?.AllowedRanges };

    /// <summary>Checks that every entry is understood.</summary>
    /// <exception cref="SwarmException">One is malformed (<c>POLICY_INVALID</c>).</exception>
    public void Validate() => _ = new EgressFilter(this);
}
