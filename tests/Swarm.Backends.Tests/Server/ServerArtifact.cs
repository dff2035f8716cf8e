namespace Swarm.Backends.Tests.Server;

/// <summary>An artifact: its archive's bytes are what is downloaded.</summary>
public sealed class ServerArtifact(long id, string name, byte[] archive, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public string Name { get; } = name;

    public byte[] Archive { get; } = archive;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public bool IsExpired { get; set; }

    /// <summary>The digest that is shown; null for that of the archive, empty for none.</summary>
    public string? Digest { get; set; }
}
