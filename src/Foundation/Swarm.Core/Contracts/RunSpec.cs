using System.Text.Json;
using System.Text.Json.Serialization;
using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>What a run was asked to do (<c>run_spec.json</c>); its canonical digest is the certificate's request hash.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunSpec
{
    /// <summary>The contract's name and version.</summary>
    public string Type { get; init; } = ContractTypes.RunSpec;

    /// <summary>What kind of run it is: <c>prompt-run</c> or <c>state-license</c>.</summary>
    public string Mode { get; init; } = "prompt-run";

    /// <summary>One of <see cref="Operations"/>.</summary>
    public required string Operation { get; init; }

    /// <summary>The branch's name.</summary>
    public required string Label { get; init; }

    /// <summary>The node that the run starts from, or null at the root.</summary>
    public required string? ParentNodeId { get; init; }

    /// <summary>The program and its arguments, or the interpreter of the script.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The text of a script block; null for a program.</summary>
    public string? Script { get; init; }

    /// <summary>The JSON values that a script takes, by position and by name; null for a program.</summary>
    public JsonElement? ScriptInput { get; init; }

    /// <summary>Variables that the caller adds to the step's environment.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>The names of the secrets that the caller adds to the step's environment, sorted; their values are nowhere. Absent where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? SecretNames { get; init; }

    /// <summary>Whether an unconfined step sees none of the operator's own variables but those that programs need; absent where it sees them all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? CleanEnvironment { get; init; }

    /// <summary><c>fail_closed</c> or <c>allow_cold_start</c>.</summary>
    public string RestorePolicy { get; init; } = RestorePolicies.FailClosed;

    /// <summary><c>direct</c>, <c>client_exit</c> or <c>none</c>.</summary>
    public string RouteMode { get; init; } = RouteModes.Direct;

    /// <summary>One of <see cref="SandboxModes"/> where the caller chose; absent where the route and the policy decide.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sandbox { get; init; }

    /// <summary>The digest of exactly the bytes of the policy that the run is made under; absent where none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Digest? PolicySha256 { get; init; }

    /// <summary>How often a step that fails or runs out of time is tried again; absent where it is not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Retries { get; init; }

    /// <summary>A value that whoever accepts the run accepts once; absent where nothing governs that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Nonce { get; init; }

    /// <summary>How long the run may be accepted once its certificate is written, in seconds; absent where nothing governs that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ValidForSeconds { get; init; }

    /// <summary>The most seconds that the step may run; null for no deadline.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>The most bytes of log that the step may write.</summary>
    public required long LogLimitBytes { get; init; }

    /// <summary>The most bytes that the step may leave in its workspace and state.</summary>
    public required long OutputLimitBytes { get; init; }

    /// <summary>Whether ids and entropy are derived from a seed.</summary>
    public bool Deterministic { get; init; }
}
