namespace Swarm.Execution.Networks;

/// <summary>The variables by which programs find a proxy: curl, wget, git, Python, .NET, Go, npm and many more read some of them.</summary>
internal static class ProxyVariables
{
    /// <summary>Names the proxy on a port of this machine.</summary>
    /// <param name="port">The port.</param>
    /// <param name="hasOwnLoopback">Whether the step has a loopback of its own, on which its own servers are reached without the proxy.</param>
    public static Dictionary<string, string> For(int port, bool hasOwnLoopback)
    {
        var address = FormattableString.Invariant($"http://127.0.0.1:{port}");
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in new[] { "http_proxy", "https_proxy", "all_proxy" })
        {
            variables[name] = address;
            variables[name.ToUpperInvariant()] = address;
        }

        // What the operator's own machine reaches without a proxy is no way out of here.
        variables["no_proxy"] = variables["NO_PROXY"] = hasOwnLoopback ? "localhost,127.0.0.1,::1" : string.Empty;

        // Node.js 24 reads the others only where this is set.
        variables["NODE_USE_ENV_PROXY"] = "1";
        return variables;
    }
}
