using Swarm.Core.Digests;

namespace Swarm.Engine.Bundles;

/// <summary>A bundle that was fetched. Nothing of it has been opened.</summary>
/// <param name="Locator">Where it came from.</param>
/// <param name="Path">Its file.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record FetchedBundle(string Locator, string Path, Digest Digest, long Size);
