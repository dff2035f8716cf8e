namespace Swarm.Backends.Tests.Server;

/// <summary>An artifact: its archive's bytes are what is downloaded.</summary>
public sealed class ServerArtifact(long id, string name, byte[] archive, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public string Name { get; } = name;

    /// <summary>The job of GitLab's that left it.</summary>
    public string JobName { get; init; } = name.EndsWith("-attestation", StringComparison.Ordinal) ? "attest" : "episode";

    public byte[] Archive { get; } = archive;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public bool IsExpired { get; set; }

    /// <summary>The digest that is shown; null for that of the archive, empty for none.</summary>
    public string? Digest { get; set; }
}
