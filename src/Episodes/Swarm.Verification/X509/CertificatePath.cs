using System.Globalization;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;
using Swarm.Verification.Roots;

namespace Swarm.Verification.X509;

/// <summary>
/// Builds and validates the path from a certificate to an authority of the trusted root (RFC 5280, section 6), with
/// certificates of the trusted root alone.
/// </summary>
internal static class CertificatePath
{
    /// <summary>Gives the path, the leaf first and the anchor last, as it holds at one time.</summary>
    internal static IReadOnlyList<DerCertificate> Build(DerCertificate leaf, CertificateAuthority authority, DateTimeOffset time, string purpose)
    {
        if (!authority.ValidFor.Covers(time))
        {
            throw Refusal.Invalid($"the trusted root does not trust {authority.Name} at {Format(time)}");
        }

        var path = new List<DerCertificate> { leaf };
        while (!ReferenceEquals(path[^1], authority.Anchor) || path.Count == 1)
        {
            path.Add(FindIssuer(path, authority) ?? throw Refusal.Invalid($"no certificate of {authority.Name} in the trusted root issued it"));
        }

        RequireLeaf(leaf, purpose);
        for (var depth = 0; depth < path.Count; depth++)
        {
            if (!path[depth].IsValidAt(time))
            {
                var which = depth == 0 ? "the signing certificate" : "a certificate of its authority";
                throw Refusal.Invalid(
                    $"{which} is valid from {Format(path[depth].NotBefore)} to {Format(path[depth].NotAfter)}, and the signature was made at {Format(time)}");
            }

            if (depth > 0)
            {
                RequireAuthority(path[depth], depth - 1, purpose);
            }
        }

        return path;
    }

    internal static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static DerCertificate? FindIssuer(List<DerCertificate> path, CertificateAuthority authority)
    {
        foreach (var candidate in authority.Certificates)
        {
            if (!path.Contains(candidate) && path[^1].IsSignedBy(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private static void RequireLeaf(DerCertificate leaf, string purpose)
    {
        if (leaf.Uses.IsAuthority)
        {
            throw Refusal.Invalid("it is the certificate of an authority, not of a signer");
        }

        if (!leaf.Uses.SignsData)
        {
            throw Refusal.Invalid("its key may not be used for signatures");
        }

        if (leaf.Uses.Purposes is not { } purposes || !purposes.Contains(purpose, StringComparer.Ordinal))
        {
            throw Refusal.Invalid($"it was not issued for {Describe(purpose)}");
        }
    }

    private static void RequireAuthority(DerCertificate certificate, int authoritiesBelow, string purpose)
    {
        var uses = certificate.Uses;
        if (!uses.IsAuthority || !uses.SignsCertificates)
        {
            throw Refusal.Invalid("a certificate above it may not issue certificates");
        }

        if (uses.PathLength < authoritiesBelow)
        {
            throw Refusal.Invalid("its path is longer than a certificate above it allows");
        }

        if (uses.Purposes is { } purposes && !purposes.Contains(purpose, StringComparer.Ordinal) && !purposes.Contains(Oids.AnyExtendedKeyUsage, StringComparer.Ordinal))
        {
            throw Refusal.Invalid($"a certificate above it may not issue for {Describe(purpose)}");
        }
    }

    private static string Describe(string purpose) => purpose == Oids.CodeSigning ? "signing code" : "giving timestamps";
}
