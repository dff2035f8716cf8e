using Swarm.Core.Contracts;
using Swarm.Networking.Rules;

namespace Swarm.Engine.Networking;

/// <summary>A policy's rules of the network.</summary>
internal static class NetworkRules
{
    public static EgressRules Of(PolicyDocument policy) => new() { Hosts = policy.AllowedHosts, Ports = policy.AllowedPorts, Ranges = policy.AllowedRanges };
}
