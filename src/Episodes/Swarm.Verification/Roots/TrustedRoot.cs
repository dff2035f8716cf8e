using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Verification.Roots;

/// <summary>
/// Whom Sigstore evidence is checked against: the authorities, logs and timestamp authorities of one Sigstore instance
/// (sigstore_trustroot.proto). What it holds decides which evidence a bundle must bring.
/// </summary>
public sealed class TrustedRoot
{
    internal TrustedRoot(string name, DateOnly? asOf, Digest sha256)
    {
        Name = name;
        AsOf = asOf;
        Sha256 = sha256;
    }

    /// <summary>What the caller calls it: a file's name, or that of a shipped root.</summary>
    public string Name { get; }

    /// <summary>The day whose knowledge a shipped root holds; null for the caller's own.</summary>
    public DateOnly? AsOf { get; }

    /// <summary>The digest of its bytes: of its line, where a file has one root a line.</summary>
    public Digest Sha256 { get; }

    /// <summary>Whether it asks for an entry in a transparency log.</summary>
    public bool HasTransparencyLogs => Logs.Count > 0;

    /// <summary>Whether it asks for the promise of a certificate log.</summary>
    public bool HasCertificateLogs => CertificateLogs.Count > 0;

    /// <summary>Whether it trusts authorities for timestamps.</summary>
    public bool HasTimestampAuthorities => TimestampAuthorities.Count > 0;

    internal IReadOnlyList<TransparencyLog> Logs { get; init; } = [];

    internal IReadOnlyList<CertificateAuthority> CertificateAuthorities { get; init; } = [];

    internal IReadOnlyList<TransparencyLog> CertificateLogs { get; init; } = [];

    internal IReadOnlyList<CertificateAuthority> TimestampAuthorities { get; init; } = [];

    /// <summary>Reads one trusted root, or one a line as <c>gh attestation trusted-root</c> prints them.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="name">What to call it, for messages and verdicts.</param>
    /// <exception cref="SwarmException">It is malformed, of an unknown version or too large (<c>ATTESTATION_MALFORMED</c>).</exception>
    public static IReadOnlyList<TrustedRoot> Parse(ReadOnlyMemory<byte> utf8, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TrustedRootReader.Read(utf8, name);
    }
}
