namespace Swarm.Backends.GitLab.Answers;

/// <summary>A file of a package, as it was stored.</summary>
internal sealed record PackageFileAnswer(long Size, string? FileSha256 = null);
