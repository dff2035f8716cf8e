using Swarm.Core.Errors;

namespace Swarm.Backends.Archives;

/// <summary>A file that an archive is expected to hold.</summary>
/// <param name="Name">Its path in the archive, with <c>/</c>.</param>
/// <param name="MostBytes">The most bytes that it may have.</param>
/// <param name="Missing">The code of an archive without it; null where it may be left out.</param>
public sealed record ArchiveFile(string Name, long MostBytes, ErrorCode? Missing = null);
