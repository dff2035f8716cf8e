using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Swarm.Verification.Tests.Authority;

/// <summary>The authority is worth nothing unless others accept what it makes: here the platform's own parsers and verifiers do.</summary>
public class AuthorityTests
{
    [Theory]
    [InlineData(KeyKind.P256, 0)]
    [InlineData(KeyKind.P384, 1)]
    [InlineData(KeyKind.P521, 2)]
    [InlineData(KeyKind.Rsa2048, 1)]
    public void The_platform_builds_a_path_from_a_leaf_to_the_root(KeyKind kind, int intermediates)
    {
        var authority = new FakeCertificateAuthority("example", KeyPurposes.CodeSigning, kind, intermediates);
        var fulcio = new FakeFulcio(authority, new FakeCertificateLog());
        var leaf = fulcio.Issue(new LeafRequest { Key = FakeKey.Create(kind), NotBefore = FakeSigstore.Now });

        Assert.True(HasPath(leaf, authority, FakeSigstore.Now.AddMinutes(5)));
        Assert.False(HasPath(leaf, authority, FakeSigstore.Now.AddMinutes(11)));
        Assert.False(HasPath(leaf, new FakeFulcio().Authority, FakeSigstore.Now.AddMinutes(5)));
    }

    [Fact]
    public void A_leaf_carries_its_identity_and_its_claims()
    {
        var fulcio = new FakeFulcio(null, new FakeCertificateLog());
        var leaf = fulcio.Issue(new LeafRequest { Key = FakeKey.Create(KeyKind.P256), NotBefore = FakeSigstore.Now });
        using var certificate = X509CertificateLoader.LoadCertificate(leaf.Bytes);

        var names = Assert.Single(certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>());
        var signer = FakeIdentity.GitHub.Claims[FulcioClaim.BuildSignerUri];
        Assert.Contains(signer, Encoding.UTF8.GetString(names.RawData), StringComparison.Ordinal);
        var issuer = certificate.Extensions[FakeIdentity.Oid(FulcioClaim.IssuerRaw)]!;
        Assert.Equal(FakeIdentity.GitHubIssuer, Encoding.UTF8.GetString(issuer.RawData));
        Assert.Equal([0x0c, 0x04, .. "push"u8], certificate.Extensions[FakeIdentity.Oid(FulcioClaim.BuildTrigger)]!.RawData);
        Assert.NotNull(certificate.Extensions[CertificateExtensions.TimestampListOid]);
    }

    [Theory]
    [InlineData(KeyKind.P256, true)]
    [InlineData(KeyKind.P384, false)]
    [InlineData(KeyKind.Rsa2048, true)]
    public void The_platform_accepts_a_timestamp_over_its_signature_alone(KeyKind kind, bool embed)
    {
        var authority = new FakeTimestampAuthority(kind: kind);
        var signature = RandomNumberGenerator.GetBytes(70);
        var response = authority.Stamp(signature, FakeSigstore.Now, embed: embed);

        var request = Rfc3161TimestampRequest.CreateFromData(signature, HashAlgorithmName.SHA256, requestSignerCertificates: embed);
        var token = request.ProcessResponse(response, out var consumed);
        Assert.Equal(response.Length, consumed);
        Assert.Equal(FakeSigstore.Now, token.TokenInfo.Timestamp);
        X509Certificate2Collection extra = [X509CertificateLoader.LoadCertificate(authority.Certificate.Bytes)];
        Assert.True(token.VerifySignatureForData(signature, out _, extra));
        Assert.False(token.VerifySignatureForData("another"u8, out _, extra));
    }

    [Fact]
    public void The_platform_refuses_a_timestamp_of_another_key()
    {
        var authority = new FakeTimestampAuthority();
        var response = authority.Stamp("signature"u8, FakeSigstore.Now, template => template.SignWith = FakeKey.Create(KeyKind.P384));
        var request = Rfc3161TimestampRequest.CreateFromData("signature"u8, HashAlgorithmName.SHA256, requestSignerCertificates: true);
        Assert.Throws<CryptographicException>(() => request.ProcessResponse(response, out _));
    }

    [Theory]
    [InlineData(LogEntryKind.HashedRekord001, false)]
    [InlineData(LogEntryKind.Dsse001, true)]
    [InlineData(LogEntryKind.Intoto002, true)]
    [InlineData(LogEntryKind.HashedRekord002, false)]
    [InlineData(LogEntryKind.HashedRekord002, true)]
    [InlineData(LogEntryKind.Dsse002, true)]
    public void A_bundle_is_whole_and_its_entry_names_its_signature(LogEntryKind kind, bool isEnvelope)
    {
        var authority = FakeSigstore.Create();
        var bundle = authority.Sign(new BundleRequest { IsEnvelope = isEnvelope, Entries = [kind], Timestamps = 1 });

        var read = JsonNode.Parse(bundle.ToBytes())!;
        Assert.True(JsonNode.DeepEquals(bundle.Json, read));
        var body = Encoding.UTF8.GetString(Convert.FromBase64String(bundle.Entry["canonicalizedBody"]!.GetValue<string>()));
        var signature = Convert.ToBase64String(bundle.Content.Signature);
        var written = kind == LogEntryKind.Intoto002 ? Convert.ToBase64String(Encoding.ASCII.GetBytes(signature)) : signature;
        Assert.Contains(written, body, StringComparison.Ordinal);
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(bundle.Content.Key.PublicKeyInfo, out _);
        var (message, format) = (bundle.Content.Message, DSASignatureFormat.Rfc3279DerSequence);
        Assert.True(ecdsa.VerifyData(message, bundle.Content.Signature, HashAlgorithmName.SHA256, format));
    }

    [Fact]
    public void An_instance_without_logs_says_nothing_of_logs()
    {
        var authority = FakeSigstore.CreateWithoutLogs();
        var root = JsonSerializer.SerializeToElement(JsonNode.Parse(authority.TrustedRoot().ToBytes()));
        var bundle = authority.Sign(new BundleRequest { IsEnvelope = true, Entries = [], Timestamps = 1 });

        Assert.Equal(["mediaType", "certificateAuthorities", "timestampAuthorities"], root.EnumerateObject().Select(member => member.Name));
        Assert.False(bundle.Material.ContainsKey("tlogEntries"));
        var oids = bundle.Certificate!.Template.Extensions.Select(extension => extension.Oid!.Value);
        Assert.DoesNotContain(CertificateExtensions.TimestampListOid, oids);
    }

    private static bool HasPath(FakeCertificate leaf, FakeCertificateAuthority authority, DateTimeOffset time)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = time.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(KeyPurposes.CodeSigning));
        chain.ChainPolicy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(authority.Root.Bytes));
        foreach (var certificate in authority.Chain.SkipLast(1))
        {
            chain.ChainPolicy.ExtraStore.Add(X509CertificateLoader.LoadCertificate(certificate.Bytes));
        }

        using var end = X509CertificateLoader.LoadCertificate(leaf.Bytes);
        return chain.Build(end);
    }
}
