namespace Swarm.Backends.GitHub;

/// <summary>An artifact of a run.</summary>
/// <param name="Id">The artifact's id.</param>
/// <param name="Name">Its name, which more than one artifact of a run may have.</param>
/// <param name="SizeInBytes">The size that GitHub shows for it.</param>
/// <param name="Expired">Whether GitHub has removed its content.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When GitHub removes it.</param>
/// <param name="Digest">The digest of its archive, as <c>sha256:…</c>; null from servers that keep none.</param>
public sealed record GitHubArtifact(
    long Id,
    string Name,
    long SizeInBytes,
    bool Expired,
    DateTimeOffset? CreatedAt = null,
    DateTimeOffset? ExpiresAt = null,
    string? Digest = null);
