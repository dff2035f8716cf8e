using System.Text.Json.Serialization;

namespace Swarm.Core.Contracts;

/// <summary>
/// What a run may do (<c>policy.json</c>). A rule that is left out allows everything that Swarm allows without a policy; a
/// list that is there allows nothing else. No member is unknown: a rule that is not understood is not ignored.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PolicyDocument
{
    /// <summary>The contract's name and version.</summary>
    public required string Type { get; init; }

    /// <summary>What people call it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>One of <see cref="RouteModes"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RouteMode { get; init; }

    /// <summary>One of <see cref="SandboxModes"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sandbox { get; init; }

    /// <summary>The programs that may be started, by name or whole path; an empty list allows none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AllowedPrograms { get; init; }

    /// <summary>The programs that may not be started, by name or whole path, even where they are allowed too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? BlockedPrograms { get; init; }

    /// <summary>The variables that a run may add to its step's environment, secrets included; the step sees none of the operator's own but those that programs need.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AllowedEnvironment { get; init; }

    /// <summary>The hosts that may be reached: <c>www.example.org</c>, or <c>*.example.org</c> for every name below it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AllowedHosts { get; init; }

    /// <summary>The ports that may be reached.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? AllowedPorts { get; init; }

    /// <summary>The address ranges that may be reached, in CIDR notation (RFC 4632, RFC 4291).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AllowedRanges { get; init; }

    /// <summary>Files and folders, as whole paths, that a confined step may read besides the system's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ReadablePaths { get; init; }

    /// <summary>How much the run may use.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PolicyLimits? Limits { get; init; }

    /// <summary>The rules, by the names of <see cref="PolicyRules"/>, without whose enforcement for every process of the step there is no run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Required { get; init; }
}
