using Swarm.Core.Contracts;

namespace Swarm.PowerShell.Parameters;

/// <summary>Gives the names that contracts have for what parameters say.</summary>
internal static class ContractNames
{
    public static string? Of(SwarmRouteMode? mode) => mode switch
    {
        SwarmRouteMode.None => RouteModes.None,
        SwarmRouteMode.Direct => RouteModes.Direct,
        SwarmRouteMode.ClientExit => RouteModes.ClientExit,
        _ => null,
    };

    public static string? Of(SwarmSandbox? sandbox) => sandbox switch
    {
        SwarmSandbox.None => SandboxModes.None,
        SwarmSandbox.Confined => SandboxModes.Confined,
        _ => null,
    };
}
