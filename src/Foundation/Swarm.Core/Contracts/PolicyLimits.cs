using System.Text.Json.Serialization;

namespace Swarm.Core.Contracts;

/// <summary>How much a run may use under a policy.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PolicyLimits
{
    /// <summary>The most seconds that an attempt at the step may run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? RunTimeSeconds { get; init; }

    /// <summary>How often a step that fails may be tried again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Retries { get; init; }

    /// <summary>The most bytes of memory that the step's processes may hold together.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? MemoryBytes { get; init; }

    /// <summary>The most processes and threads that the step may have at once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Processes { get; init; }

    /// <summary>The most bytes of log.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? LogBytes { get; init; }

    /// <summary>The most bytes that the step may leave in workspace and state.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? OutputBytes { get; init; }
}
