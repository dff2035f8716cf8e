using Swarm.Storage.Manifests;

namespace Swarm.Storage.Bundles;

/// <summary>What a bundle is written from.</summary>
/// <param name="ManifestBytes">The bytes of <c>manifest.json</c>.</param>
/// <param name="NodeBytes">The bytes of <c>node.json</c>.</param>
/// <param name="Snapshot">The entries with their chunks.</param>
internal sealed record BundleParts(byte[] ManifestBytes, byte[] NodeBytes, Manifest Snapshot);
