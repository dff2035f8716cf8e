using System.Text.Json;
using System.Text.Json.Serialization;
using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>
/// What a store keeps of a run that executes elsewhere (<c>remote/run-….json</c>): all that collecting holds the artifacts
/// against. Nothing in it is secret beyond what the run spec is.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RemoteRun
{
    /// <summary>The contract's name and version.</summary>
    public string Type { get; init; } = ContractTypes.RemoteRun;

    /// <summary>The run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>Where it runs.</summary>
    public required string Backend { get; init; }

    /// <summary>What it was asked to do.</summary>
    public required RunSpec Spec { get; init; }

    /// <summary>The pinned workflow that it must execute under.</summary>
    public required string WorkflowRef { get; init; }

    /// <summary>The commit that its certificate must name; null where none is required.</summary>
    public required string? RequiredCommit { get; init; }

    /// <summary>The digest of the bundle that it starts from; null where there is none.</summary>
    public required Digest? BundleSha256 { get; init; }

    /// <summary>The policy that it is made under; null for none.</summary>
    public required RemoteEpisodePolicy? Policy { get; init; }

    /// <summary>Whether the step may run where nothing confines it.</summary>
    public required bool AllowUnconfined { get; init; }

    /// <summary>When it was asked for, RFC 3339.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>What the backend needs to find it again; null until it is dispatched. It belongs to the backend.</summary>
    public JsonElement? Reference { get; init; }
}
