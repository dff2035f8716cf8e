using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Swarm.Verification.Tests.Authority;

/// <summary>The extensions that authorities and leaves carry.</summary>
internal static class CertificateExtensions
{
    public const string SubjectKeyIdentifierOid = "2.5.29.14";

    public const string KeyUsageOid = "2.5.29.15";

    public const string SubjectAlternativeNameOid = "2.5.29.17";

    public const string BasicConstraintsOid = "2.5.29.19";

    public const string NameConstraintsOid = "2.5.29.30";

    public const string AuthorityKeyIdentifierOid = "2.5.29.35";

    public const string ExtendedKeyUsageOid = "2.5.29.37";

    public const string TimestampListOid = "1.3.6.1.4.1.11129.2.4.2";

    public const string PoisonOid = "1.3.6.1.4.1.11129.2.4.3";

    public static X509Extension KeyUsage(X509KeyUsageFlags usages, bool critical = true) => new X509KeyUsageExtension(usages, critical);

    public static X509Extension BasicConstraints(bool isAuthority, int? pathLength = null, bool critical = true) =>
        new X509BasicConstraintsExtension(isAuthority, pathLength is not null, pathLength ?? 0, critical);

    public static X509Extension ExtendedKeyUsage(bool critical, params string[] purposes)
    {
        var oids = new OidCollection();
        foreach (var purpose in purposes)
        {
            oids.Add(new Oid(purpose));
        }

        return new X509EnhancedKeyUsageExtension(oids, critical);
    }

    public static X509Extension SubjectKeyIdentifier(byte[] publicKeyInfo) =>
        new X509SubjectKeyIdentifierExtension(KeyIdentifier(publicKeyInfo), critical: false);

    public static X509Extension AuthorityKeyIdentifier(byte[] publicKeyInfo) =>
        X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(KeyIdentifier(publicKeyInfo));

    // RFC 7093, section 2, method 4: any unique value does.
    private static byte[] KeyIdentifier(byte[] publicKeyInfo) => SHA256.HashData(publicKeyInfo)[..20];
}
