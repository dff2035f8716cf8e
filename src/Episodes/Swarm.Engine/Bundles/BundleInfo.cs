using Swarm.Core.Contracts;

namespace Swarm.Engine.Bundles;

/// <summary>A bundle that was exported.</summary>
/// <param name="NodeId">The node that it carries.</param>
/// <param name="Path">Its file; null where it lies in a store alone.</param>
/// <param name="Locator">Where it lies, with digests and size.</param>
/// <param name="Warnings">What an import has to allow; empty where nothing.</param>
public sealed record BundleInfo(string NodeId, string? Path, BundleLocator Locator, IReadOnlyList<string> Warnings);
