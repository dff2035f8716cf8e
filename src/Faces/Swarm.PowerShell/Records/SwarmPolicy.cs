using Swarm.Core.Contracts;

namespace Swarm.PowerShell.Records;

/// <summary>A policy: what a run may do.</summary>
public sealed record SwarmPolicy
{
    /// <summary>The policy's file.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary>The digest of exactly the file's bytes.</summary>
    public string PolicyHash { get; internal init; } = string.Empty;

    /// <summary>What people call it; null for no name.</summary>
    public string? Name { get; internal init; }

    /// <summary>Which way the step's traffic takes; null for no rule.</summary>
    public string? RouteMode { get; internal init; }

    /// <summary>What confines the step; null for no rule.</summary>
    public string? Sandbox { get; internal init; }

    /// <summary>The only programs that may be started; null for no rule.</summary>
    public IReadOnlyList<string>? AllowedProgram { get; internal init; }

    /// <summary>The programs that may not be started; null for no rule.</summary>
    public IReadOnlyList<string>? BlockedProgram { get; internal init; }

    /// <summary>The only variables that a run may add to its step's environment; null for no rule.</summary>
    public IReadOnlyList<string>? AllowedEnvironment { get; internal init; }

    /// <summary>The only hosts that may be reached; null for no rule.</summary>
    public IReadOnlyList<string>? AllowedHost { get; internal init; }

    /// <summary>The only ports that may be reached; null for no rule.</summary>
    public IReadOnlyList<int>? AllowedPort { get; internal init; }

    /// <summary>The only address ranges that may be reached; null for no rule.</summary>
    public IReadOnlyList<string>? AllowedRange { get; internal init; }

    /// <summary>What a confined step may read besides the system's own files; null for nothing.</summary>
    public IReadOnlyList<string>? ReadablePath { get; internal init; }

    /// <summary>The longest that an attempt at the step may run; null for no rule.</summary>
    public TimeSpan? RunTime { get; internal init; }

    /// <summary>How often a step that fails may be tried again; null for no rule.</summary>
    public int? RetryCount { get; internal init; }

    /// <summary>The most bytes of memory; null for no rule.</summary>
    public long? MemoryLimit { get; internal init; }

    /// <summary>The most processes and threads; null for no rule.</summary>
    public long? ProcessLimit { get; internal init; }

    /// <summary>The most bytes of log; null for no rule.</summary>
    public long? LogLimit { get; internal init; }

    /// <summary>The most bytes that the step may leave; null for no rule.</summary>
    public long? OutputLimit { get; internal init; }

    /// <summary>The rules without whose enforcement there is no run.</summary>
    public IReadOnlyList<string> Required { get; internal init; } = [];

    internal static SwarmPolicy From(string path, Policy policy)
    {
        var document = policy.Document;
        return new()
        {
            Path = path,
            PolicyHash = policy.Hash.ToString(),
            Name = document.Name,
            RouteMode = document.RouteMode,
            Sandbox = document.Sandbox,
            AllowedProgram = document.AllowedPrograms,
            BlockedProgram = document.BlockedPrograms,
            AllowedEnvironment = document.AllowedEnvironment,
            AllowedHost = document.AllowedHosts,
            AllowedPort = document.AllowedPorts,
            AllowedRange = document.AllowedRanges,
            ReadablePath = document.ReadablePaths,
            RunTime = document.Limits?.RunTimeSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            RetryCount = document.Limits?.Retries,
            MemoryLimit = document.Limits?.MemoryBytes,
            ProcessLimit = document.Limits?.Processes,
            LogLimit = document.Limits?.LogBytes,
            OutputLimit = document.Limits?.OutputBytes,
            Required = document.Required ?? [],
        };
    }

    /// <summary>The policy's file.</summary>
    public override string ToString() => Path;
}
