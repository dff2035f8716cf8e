using System.Net;
using Swarm.Networking.Addresses;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;

namespace Swarm.Networking.Tests.Support;

/// <summary>Asks a route for its decision without a packet: what it allows, it would dial, and finds that it is cancelled.</summary>
internal static class Judging
{
    /// <summary>A machine without networks, so that every address is what it is by itself.</summary>
    public static readonly LocalNetworks Nowhere = new([]);

    public static Task<string> JudgeAsync(string host, int port, params EgressRules[] rules) =>
        JudgeAsync(host, port, new DirectRouteOptions { LocalNetworks = Nowhere }, rules);

    public static async Task<string> JudgeAsync(string host, int port, DirectRouteOptions options, params EgressRules[] rules)
    {
        await using var route = new DirectRoute(rules, options);
        try
        {
            var answer = await route.OpenAsync(new Destination(host, port), new CancellationToken(canceled: true));
            Assert.Null(answer.Connection);
            return answer.Rule;
        }
        catch (OperationCanceledException)
        {
            return "allowed";
        }
    }

    public static DirectRouteOptions Resolving(params string[] addresses) => new()
    {
        LocalNetworks = Nowhere,
        Resolver = new ScriptedResolver(addresses.Select(IPAddress.Parse).ToArray()),
    };
}
