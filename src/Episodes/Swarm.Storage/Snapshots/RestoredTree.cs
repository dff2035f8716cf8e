using Swarm.Storage.Manifests;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Snapshots;

/// <summary>What a restore put down: the entries it came from, and what tells later that a file was not touched.</summary>
/// <param name="Manifest">The manifest that was restored.</param>
/// <param name="Identities">The identity of each restored file by its path in the snapshot, where the platform tells one.</param>
public sealed record RestoredTree(Manifest Manifest, IReadOnlyDictionary<string, FileIdentity> Identities)
{
    /// <summary>Paths in the snapshot whose extended attributes could not be set, because the file system has none.</summary>
    public IReadOnlySet<string> WithoutAttributes { get; init; } = new HashSet<string>();

    /// <summary>The store's generation when it was restored: a sweep since then may have taken what the manifest names.</summary>
    internal long Generation { get; init; } = long.MaxValue;

    /// <summary>A restore of nothing.</summary>
    public static RestoredTree Empty { get; } = new(Manifest.Empty, new Dictionary<string, FileIdentity>());
}
