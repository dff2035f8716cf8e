namespace Swarm.Core.Contracts;

/// <summary>Which way a step's traffic takes.</summary>
public static class RouteModes
{
    /// <summary>No traffic at all.</summary>
    public const string None = "none";

    /// <summary>The machine's own network, as far as the policy allows.</summary>
    public const string Direct = "direct";

    /// <summary>Only through the operator's own machine.</summary>
    public const string ClientExit = "client_exit";

    /// <summary>Every mode.</summary>
    public static IReadOnlyList<string> All { get; } = [None, Direct, ClientExit];
}
