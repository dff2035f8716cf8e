using Swarm.Core.Digests;

namespace Swarm.Backends.Http;

/// <summary>A file that was fetched.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Digest">Its SHA-256.</param>
internal sealed record HttpDownload(string Path, long Size, Digest Digest);
