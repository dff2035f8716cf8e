namespace Swarm.Verification.Tests.Authority;

/// <summary>What a leaf certificate is to be.</summary>
internal sealed record LeafRequest
{
    public required FakeKey Key { get; init; }

    public FakeIdentity Identity { get; init; } = FakeIdentity.GitHub;

    public required DateTimeOffset NotBefore { get; init; }

    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Changes the certificate before the logs see it: they sign what it became.</summary>
    public Action<CertificateTemplate>? Change { get; init; }

    /// <summary>The logs that sign it; the authority's own where null.</summary>
    public IReadOnlyList<FakeCertificateLog>? Logs { get; init; }

    /// <summary>When the logs saw it; the beginning of its validity where null.</summary>
    public DateTimeOffset? LoggedAt { get; init; }

    /// <summary>Changes the certificate after the logs signed it.</summary>
    public Action<CertificateTemplate>? ChangeAfterLogging { get; init; }

    /// <summary>Another key to sign with than the issuer's.</summary>
    public FakeKey? SignWith { get; init; }
}
