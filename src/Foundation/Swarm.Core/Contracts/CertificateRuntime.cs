using System.Text.Json.Serialization;

namespace Swarm.Core.Contracts;

/// <summary>Where and when the step ran.</summary>
public sealed record CertificateRuntime : ExtensibleContract
{
    /// <summary>The pinned workflow; null for a local run.</summary>
    public required string? WorkflowRef { get; init; }

    /// <summary>The commit of the workflow; null for a local run.</summary>
    public string? CommitSha { get; init; }

    /// <summary><c>local</c>, <c>github-hosted</c>, <c>self-hosted</c> or <c>gitlab</c>.</summary>
    public required string RunnerClass { get; init; }

    /// <summary>The ephemeral key with which a remote runner signs; absent for a local run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RunnerKey { get; init; }

    /// <summary>The protections of a remote run that its operator waived, names of <see cref="Waivers"/>; absent where none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Waived { get; init; }

    /// <summary>When the episode began, RFC 3339.</summary>
    public required string StartedAt { get; init; }

    /// <summary>When the step and its snapshot were finished, RFC 3339.</summary>
    public required string FinishedAt { get; init; }

    /// <summary>The version of Swarm.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SwarmVersion { get; init; }
}
