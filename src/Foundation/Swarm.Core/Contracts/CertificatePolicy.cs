using System.Text.Json.Serialization;
using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>The policy that a run executed under.</summary>
public sealed record CertificatePolicy : ExtensibleContract
{
    /// <summary>The schema of the policy.</summary>
    public required string SchemaVersion { get; init; }

    /// <summary>The digest of exactly the policy's bytes.</summary>
    public required Digest PolicyHash { get; init; }

    /// <summary>Where the policy lies, for people; nothing is taken from there.</summary>
    public string? PolicyRef { get; init; }

    /// <summary>The rules, by the names of <see cref="PolicyRules"/>, that were enforced for every process of the step.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Enforced { get; init; }

    /// <summary>The policy's other rules, which were not, or not for every process.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Unenforced { get; init; }
}
