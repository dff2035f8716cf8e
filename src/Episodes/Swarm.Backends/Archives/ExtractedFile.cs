using Swarm.Core.Digests;

namespace Swarm.Backends.Archives;

/// <summary>A file that was taken out of an archive.</summary>
/// <param name="Name">Its path in the archive, with <c>/</c>.</param>
/// <param name="Path">Where it is now.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Digest">Its SHA-256.</param>
public sealed record ExtractedFile(string Name, string Path, long Size, Digest Digest);
