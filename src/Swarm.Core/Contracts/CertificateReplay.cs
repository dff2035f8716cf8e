namespace Swarm.Core.Contracts;

/// <summary>What governs the acceptance of a run, not the later verification of history.</summary>
public sealed record CertificateReplay : ExtensibleContract
{
    /// <summary>A value that is accepted once.</summary>
    public required string Nonce { get; init; }

    /// <summary>When acceptance ends, in seconds since 1970.</summary>
    public required long ExpiresAtUnix { get; init; }
}
