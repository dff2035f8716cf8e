namespace Swarm.Core.Contracts;

/// <summary>The names of a policy's rules, as <c>required</c> and a certificate's <c>enforced</c> and <c>unenforced</c> have them.</summary>
public static class PolicyRules
{
    /// <summary><c>route_mode</c>.</summary>
    public const string Route = "route";

    /// <summary><c>sandbox</c>.</summary>
    public const string Sandbox = "sandbox";

    /// <summary><c>allowed_programs</c> and <c>blocked_programs</c>.</summary>
    public const string Programs = "programs";

    /// <summary><c>allowed_environment</c>.</summary>
    public const string Environment = "environment";

    /// <summary><c>allowed_hosts</c>.</summary>
    public const string Hosts = "hosts";

    /// <summary><c>allowed_ports</c>.</summary>
    public const string Ports = "ports";

    /// <summary><c>allowed_ranges</c>.</summary>
    public const string Ranges = "ranges";

    /// <summary><c>limits.run_time_seconds</c>.</summary>
    public const string RunTime = "run_time";

    /// <summary><c>limits.retries</c>.</summary>
    public const string Retries = "retries";

    /// <summary><c>limits.memory_bytes</c>.</summary>
    public const string Memory = "memory";

    /// <summary><c>limits.processes</c>.</summary>
    public const string Processes = "processes";

    /// <summary><c>limits.log_bytes</c>.</summary>
    public const string Log = "log";

    /// <summary><c>limits.output_bytes</c>.</summary>
    public const string Output = "output";

    /// <summary>Every rule, in the order in which lists of them are written.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Route, Sandbox, Programs, Environment, Hosts, Ports, Ranges, RunTime, Retries, Memory, Processes, Log, Output];

    /// <summary>Gives the rules that a policy states.</summary>
    /// <param name="policy">The policy.</param>
    public static IReadOnlyList<string> StatedBy(PolicyDocument policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return [.. All.Where(rule => IsStated(policy, rule))];
    }

    private static bool IsStated(PolicyDocument policy, string rule) => rule switch
    {
        Route => policy.RouteMode is not null,
        Sandbox => policy.Sandbox is not null,
        Programs => policy.AllowedPrograms is not null || policy.BlockedPrograms is not null,
        Environment => policy.AllowedEnvironment is not null,
        Hosts => policy.AllowedHosts is not null,
        Ports => policy.AllowedPorts is not null,
        Ranges => policy.AllowedRanges is not null,
        RunTime => policy.Limits?.RunTimeSeconds is not null,
        Retries => policy.Limits?.Retries is not null,
        Memory => policy.Limits?.MemoryBytes is not null,
        Processes => policy.Limits?.Processes is not null,
        Log => policy.Limits?.LogBytes is not null,
        _ => policy.Limits?.OutputBytes is not null,
    };
}
