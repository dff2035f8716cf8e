using Swarm.Core.Digests;

namespace Swarm.Backends.Bundles;

/// <summary>A bundle that came back from a store.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Digest">Its SHA-256.</param>
public sealed record StoredBundle(string Path, long Size, Digest Digest);
