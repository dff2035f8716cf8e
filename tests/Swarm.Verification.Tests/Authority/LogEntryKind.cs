namespace Swarm.Verification.Tests.Authority;

/// <summary>The kinds of log entry, by name and version.</summary>
public enum LogEntryKind
{
    /// <summary>hashedrekord 0.0.1, of Rekor v1.</summary>
    HashedRekord001,

    /// <summary>dsse 0.0.1, of Rekor v1.</summary>
    Dsse001,

    /// <summary>intoto 0.0.2, of Rekor v1.</summary>
    Intoto002,

    /// <summary>hashedrekord 0.0.2, of Rekor v2. For an envelope it records the hash of the pre-authentication encoding.</summary>
    HashedRekord002,

    /// <summary>dsse 0.0.2, of Rekor v2.</summary>
    Dsse002,
}
