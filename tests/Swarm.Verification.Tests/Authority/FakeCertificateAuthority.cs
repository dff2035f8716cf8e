using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Swarm.Verification.Tests.Authority;

/// <summary>A root with any number of intermediates below it.</summary>
internal sealed class FakeCertificateAuthority
{
    /// <summary>Makes the authority.</summary>
    /// <param name="organization">The organization in every name.</param>
    /// <param name="purpose">The extended key usage of the intermediates; none where null.</param>
    /// <param name="kind">The kind of every key.</param>
    /// <param name="intermediates">How many certificates stand between root and leaf.</param>
    /// <param name="validity">When all of them are valid; the years 2024 to 2033 where null.</param>
    /// <param name="change">Changes a template before it is signed; the root has depth 0.</param>
    public FakeCertificateAuthority(
        string organization,
        string? purpose,
        KeyKind kind = KeyKind.P384,
        int intermediates = 1,
        Period? validity = null,
        Action<int, CertificateTemplate>? change = null)
    {
        Organization = organization;
        Validity = validity ?? Period.Decade;
        var chain = new List<FakeCertificate>();
        for (var depth = 0; depth <= intermediates; depth++)
        {
            var key = FakeKey.Create(kind);
            var template = Describe(key, depth, intermediates - depth, depth == 0 ? null : purpose);
            var issuer = chain.Count == 0 ? null : chain[^1];
            template.Issuer = issuer?.Template.Subject ?? template.Subject;
            template.Extensions.Add(CertificateExtensions.AuthorityKeyIdentifier((issuer?.Key ?? key).PublicKeyInfo));
            change?.Invoke(depth, template);
            chain.Add(new FakeCertificate(template, key, template.Sign(issuer?.Key ?? key)));
        }

        chain.Reverse();
        Chain = chain;
    }

    public string Organization { get; }

    public Period Validity { get; }

    /// <summary>The issuing certificate first, the root last.</summary>
    public IReadOnlyList<FakeCertificate> Chain { get; }

    public FakeCertificate Issuing => Chain[0];

    public FakeCertificate Root => Chain[^1];

    /// <summary>A template of an end certificate of this authority: names, times and key identifiers only.</summary>
    public CertificateTemplate DescribeLeaf(FakeKey key, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var template = new CertificateTemplate
        {
            PublicKeyInfo = key.PublicKeyInfo,
            Issuer = Issuing.Template.Subject,
            NotBefore = notBefore,
            NotAfter = notAfter,
        };
        template.Extensions.Add(CertificateExtensions.KeyUsage(X509KeyUsageFlags.DigitalSignature));
        template.Extensions.Add(CertificateExtensions.SubjectKeyIdentifier(key.PublicKeyInfo));
        template.Extensions.Add(CertificateExtensions.AuthorityKeyIdentifier(Issuing.Key.PublicKeyInfo));
        return template;
    }

    private CertificateTemplate Describe(FakeKey key, int depth, int below, string? purpose)
    {
        var name = depth == 0 ? "root" : string.Create(CultureInfo.InvariantCulture, $"intermediate {depth}");
        var template = new CertificateTemplate
        {
            PublicKeyInfo = key.PublicKeyInfo,
            Subject = CertificateTemplate.Name(Organization, name),
            NotBefore = Validity.Start,
            NotAfter = Validity.End ?? Period.Decade.End!.Value,
        };
        template.Extensions.Add(CertificateExtensions.KeyUsage(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign));
        template.Extensions.Add(CertificateExtensions.BasicConstraints(isAuthority: true, below));
        template.Extensions.Add(CertificateExtensions.SubjectKeyIdentifier(key.PublicKeyInfo));
        if (purpose is not null)
        {
            template.Extensions.Add(CertificateExtensions.ExtendedKeyUsage(critical: false, purpose));
        }

        return template;
    }
}
