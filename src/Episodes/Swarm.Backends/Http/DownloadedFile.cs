using Swarm.Core.Digests;

namespace Swarm.Backends.Http;

/// <summary>A file that was downloaded.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Digest">Its SHA-256.</param>
public sealed record DownloadedFile(string Path, long Size, Digest Digest);
