using System.Text.Json.Serialization;
using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>The statement of what a run took in and gave out (<c>certificate.json</c>).</summary>
public sealed record Certificate : ExtensibleContract
{
    /// <summary>The contract's name and version.</summary>
    public required string Type { get; init; }

    /// <summary>The run's id.</summary>
    public required string JobId { get; init; }

    /// <summary>The digest of the run spec's canonical JSON.</summary>
    public required Digest RequestHash { get; init; }

    /// <summary>What kind of run it was: <c>prompt-run</c> or <c>state-license</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Whether ids and entropy were derived from a seed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Deterministic { get; init; }

    /// <summary>The node that the run made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CertificateNode? Node { get; init; }

    /// <summary>What the run started from; its members are null at the root.</summary>
    public required CertificateParentState ParentState { get; init; }

    /// <summary>What the run gave out.</summary>
    public required CertificateResult Result { get; init; }

    /// <summary>HMAC under a key of the parent's capability over node, snapshot root and both commitments.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Continuity { get; init; }

    /// <summary>How the state was restored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CertificateRestore? Restore { get; init; }

    /// <summary>The network that the step had, as observed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CertificateNetwork? Network { get; init; }

    /// <summary>What confined the step, as observed; <c>none</c> where nothing did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sandbox { get; init; }

    /// <summary>Where and when the step ran.</summary>
    public required CertificateRuntime Runtime { get; init; }

    /// <summary>The policy that the run executed under; absent where none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CertificatePolicy? Policy { get; init; }

    /// <summary>What governs the acceptance of the run; absent where nothing does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CertificateReplay? Replay { get; init; }

    /// <summary>When the certificate was written, RFC 3339.</summary>
    public required string Timestamp { get; init; }
}
