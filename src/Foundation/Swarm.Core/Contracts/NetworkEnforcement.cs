namespace Swarm.Core.Contracts;

/// <summary>What keeps a step to its route.</summary>
public static class NetworkEnforcement
{
    /// <summary>A network namespace whose only way out is the proxy: proven from inside before the step began.</summary>
    public const string Namespace = "namespace";

    /// <summary>Variables that name the proxy: a program that ignores them has the machine's own network.</summary>
    public const string ProxyOnly = "proxy_only";

    /// <summary>Nothing: the step has the machine's own network.</summary>
    public const string None = "none";

    /// <summary>The value of a certificate's <c>preflight</c> for a route that was proven.</summary>
    public const string PreflightPassed = "passed";
}
