using Swarm.Core.Contracts;

namespace Swarm.Storage.Bundles;

/// <summary>A bundle that was written.</summary>
/// <param name="NodeId">The node that it carries.</param>
/// <param name="Path">Its file.</param>
/// <param name="Locator">Its locator with digests and size.</param>
/// <param name="Warnings">What an import has to allow; empty where nothing.</param>
public sealed record ExportedBundle(string NodeId, string Path, BundleLocator Locator, IReadOnlyList<string> Warnings);
