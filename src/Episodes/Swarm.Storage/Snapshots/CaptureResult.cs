using Swarm.Core.Digests;
using Swarm.Storage.Manifests;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Snapshots;

/// <summary>What a capture read.</summary>
/// <param name="Manifest">The entries.</param>
/// <param name="ContentRoot">The Merkle root under an all-zero salt: equal contents give equal roots. It stays inside the episode.</param>
/// <param name="OverLimit">Paths of files that were left out because the limit was broken.</param>
/// <param name="Refused">What was left out because no snapshot can hold it, or because it cannot be read.</param>
/// <param name="BytesRead">The bytes that were read, untouched files not counted.</param>
public sealed record CaptureResult(
    Manifest Manifest, Digest ContentRoot, IReadOnlyList<string> OverLimit, IReadOnlyList<RefusedPath> Refused, long BytesRead)
{
    /// <summary>The paths of all that was left out.</summary>
    public IEnumerable<string> LeftOut => OverLimit.Concat(Refused.Select(refused => refused.Path));

    /// <summary>Paths whose extended attributes were left out: they cannot be read, or are too large.</summary>
    public IReadOnlyList<string> WithoutAttributes { get; init; } = [];

    /// <summary>Why the workspace's list of what to leave out could not be used; null where it could, or there is none.</summary>
    public string? RulesProblem { get; init; }
}
