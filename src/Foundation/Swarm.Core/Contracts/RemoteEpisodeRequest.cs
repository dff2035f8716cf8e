using System.Text.Json.Serialization;

namespace Swarm.Core.Contracts;

/// <summary>
/// What a runner is asked to do (<c>swarm-episode-request-v1</c>). It holds the parent's capabilities in the open, and travels
/// sealed to the runner only. A runner that does not understand a member refuses the whole.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RemoteEpisodeRequest
{
    /// <summary>The contract's name and version.</summary>
    public string Type { get; init; } = ContractTypes.EpisodeRequest;

    /// <summary>The run's id, which the operator chose.</summary>
    public required string RunId { get; init; }

    /// <summary>The run spec, whole; its canonical digest is the certificate's request hash.</summary>
    public required RunSpec Spec { get; init; }

    /// <summary>The workflow that the run must execute under: <c>owner/repo/path@</c> and the commit's 40 hexadecimal digits.</summary>
    public required string WorkflowRef { get; init; }

    /// <summary>The node to start from; null for a launch.</summary>
    public required RemoteEpisodeParent? Parent { get; init; }

    /// <summary>The bundle of the parent, or of what a launch starts with; null for a launch that starts with nothing.</summary>
    public required RemoteEpisodeBundle? Bundle { get; init; }

    /// <summary>The policy that the run is made under; null for none.</summary>
    public required RemoteEpisodePolicy? Policy { get; init; }

    /// <summary>The way out through the operator's machine; absent where the run has another route.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RemoteEpisodeExit? Exit { get; init; }

    /// <summary>Whom the outputs are sealed to: the operator's age recipient.</summary>
    public required string Recipient { get; init; }

    /// <summary>Whether the step may run where nothing confines it. The certificate records that this was waived.</summary>
    public required bool AllowUnconfined { get; init; }

    /// <summary>Whether the runner may show the step's own output, which is sealed otherwise.</summary>
    public required bool EchoOutput { get; init; }

    /// <summary>When the request was made, RFC 3339.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>The run: the rest may be secret.</summary>
    public override string ToString() => $"request for {RunId} (redacted)";
}
