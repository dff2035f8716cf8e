using Swarm.Core.Contracts;
using Swarm.Storage.Manifests;

namespace Swarm.Storage.Bundles;

/// <summary>A bundle that was read whole and holds what its manifest says.</summary>
/// <param name="Description">Its manifest.</param>
/// <param name="Node">Its node.</param>
/// <param name="Snapshot">Its entries, captured.</param>
internal sealed record BundleContent(BundleManifest Description, NodeDocument Node, Manifest Snapshot);
