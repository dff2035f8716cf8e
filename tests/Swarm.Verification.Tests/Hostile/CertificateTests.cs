using System.Security.Cryptography.X509Certificates;
using System.Text;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>Certificates that ought not to be, and authorities that may not issue them.</summary>
public class CertificateTests
{
    private static readonly DateTimeOffset Now = FakeSigstore.Now;

    private static readonly Dictionary<string, HostileCase> Cases = new(StringComparer.Ordinal)
    {
        ["a certificate at its first instant"] = new(null, "signed by", () => Trial.Sign(request => request with { SignedAt = Now })),
        ["a certificate at its last instant"] = new(null, "signed by", () => Trial.Sign(request => request with { SignedAt = Now.AddMinutes(10) })),
        ["a certificate before its first instant"] = new("certificate", "valid from", () => Trial.Sign(request => request with { SignedAt = Now.AddSeconds(-1) })),
        ["a certificate after its last instant"] = new("certificate", "valid from", () => Trial.Sign(request => request with { SignedAt = Now.AddSeconds(601) })),
        ["a certificate that ends before it begins"] = Leaf("certificate", "valid from", leaf => leaf.NotAfter = leaf.NotBefore.AddSeconds(-1)),
        ["a certificate of a century"] = Leaf(null, "signed by", leaf => leaf.NotAfter = Now.AddYears(100)),
        ["no purpose"] = Leaf("certificate", "signing code", leaf => leaf.Remove(CertificateExtensions.ExtendedKeyUsageOid)),
        ["another purpose"] = Purposes("certificate", KeyPurposes.ServerAuthentication),
        ["the purpose of timestamps"] = Purposes("certificate", KeyPurposes.TimeStamping),
        ["any purpose"] = Purposes("certificate", KeyPurposes.Any),
        ["the right purpose among others"] = Purposes(null, KeyPurposes.ServerAuthentication, KeyPurposes.CodeSigning),
        ["an empty list of purposes"] = Purposes("bundle"),
        ["a leaf that is an authority"] = Leaf("certificate", "authority", leaf => leaf.Set(CertificateExtensions.BasicConstraints(isAuthority: true))),
        ["a leaf that says it is none"] = Leaf(null, "signed by", leaf => leaf.Set(CertificateExtensions.BasicConstraints(isAuthority: false))),
        ["a path length on a leaf"] = Leaf("bundle", "strict DER", leaf => leaf.Set(Raw(CertificateExtensions.BasicConstraintsOid, [0x30, 3, 2, 1, 0]))),
        ["a key that encrypts"] = Leaf("certificate", "signatures", leaf => leaf.Set(CertificateExtensions.KeyUsage(X509KeyUsageFlags.KeyEncipherment))),
        ["a key that only issues"] = Leaf("certificate", "signatures", leaf => leaf.Set(CertificateExtensions.KeyUsage(X509KeyUsageFlags.KeyCertSign))),
        ["no use of the key"] = Leaf("certificate", "signatures", leaf => leaf.Remove(CertificateExtensions.KeyUsageOid)),
        ["a use that is no bit list"] = Leaf("bundle", "strict DER", leaf => leaf.Set(Raw(CertificateExtensions.KeyUsageOid, [3, 2, 8, 0x80]))),
        ["version 1"] = Leaf("bundle", "version 3", leaf => leaf.Version = 0),
        ["version 2"] = Leaf("bundle", "version 3", leaf => leaf.Version = 1),
        ["version 4"] = Leaf("bundle", "version 3", leaf => leaf.Version = 3),
        ["a negative serial number"] = Leaf("bundle", "serial number", leaf => leaf.SerialNumber = [0x80, 1]),
        ["a serial number of 22 bytes"] = Leaf("bundle", "serial number", leaf => leaf.SerialNumber = [1, .. new byte[21]]),
        ["an algorithm that the body names otherwise"] = Leaf("bundle", "two different", leaf => leaf.InnerAlgorithm = FakeKey.Create(KeyKind.P256).SignatureAlgorithm()),
        ["an issuer of another name"] = Leaf("certificate", "issued it", leaf => leaf.Issuer = CertificateTemplate.Name("fulcio.example.com", "intermediate 2")),
        ["an issuer whose name is written otherwise"] = Leaf("certificate", "issued it", leaf => leaf.Issuer = CertificateTemplate.Name("Fulcio.example.com", "intermediate 1")),
        ["the root named as issuer"] = Leaf("certificate", "issued it", leaf => leaf.Issuer = Trial.Instance.Fulcio.Authority.Root.Template.Subject),
        ["an unknown extension"] = Leaf(null, "signed by", leaf => leaf.Extensions.Add(Raw("1.2.3.4", [5, 0]))),
        ["an unknown critical extension"] = Leaf("bundle", "not understood", leaf => leaf.Extensions.Add(Raw("1.2.3.4", [5, 0], critical: true))),
        ["critical name constraints"] = Leaf("bundle", "not understood", leaf => leaf.Extensions.Add(Raw(CertificateExtensions.NameConstraintsOid, [0x30, 0], critical: true))),
        ["a critical list of promises"] = Leaf("bundle", "not understood", leaf => leaf.Extensions.Add(Raw(CertificateExtensions.TimestampListOid, [4, 2, 0, 0], critical: true))),
        ["a critical claim"] = Leaf("bundle", "not understood", leaf => leaf.Set(FakeIdentity.Extension(FulcioClaim.RunnerEnvironment, "github-hosted", critical: true))),
        ["poison"] = Leaf("bundle", "precertificate", leaf => leaf.Extensions.Add(Raw(CertificateExtensions.PoisonOid, [5, 0], critical: true))),
        ["poison that is not critical"] = Leaf("bundle", "precertificate", leaf => leaf.Extensions.Add(Raw(CertificateExtensions.PoisonOid, [5, 0]))),
        ["the purposes twice"] = Leaf("bundle", "twice", leaf => leaf.Extensions.Add(CertificateExtensions.ExtendedKeyUsage(false, KeyPurposes.CodeSigning))),
        ["the names twice"] = Leaf("bundle", "twice", leaf => leaf.Extensions.Add(GeneralName.Extension([GeneralName.Uri(Trial.Signer)]))),
        ["a claim twice"] = Leaf("bundle", "twice", leaf => leaf.Extensions.Add(FakeIdentity.Extension(FulcioClaim.Issuer, FakeIdentity.GitHubIssuer))),
        ["65 extensions"] = Leaf("bundle", "64", leaf => AddMany(leaf, 65 - leaf.Extensions.Count)),
        ["a certificate of 65 KiB"] = Leaf("bundle", "are read", leaf => leaf.Extensions.Add(Raw("1.2.3.4", new byte[66_000]))),
        ["no extension at all"] = Leaf("certificate", "signatures", leaf => leaf.Extensions.Clear()),
        ["a key of RSA 1024"] = new("bundle", "2048", () => Trial.SignWithLeaf(leaf => leaf.PublicKeyInfo = FakeKey.Create(KeyKind.Rsa1024).PublicKeyInfo)),
        ["a key that is none"] = Leaf("bundle", "strict DER", leaf => leaf.PublicKeyInfo = [0x30, 0]),
        ["the key of another"] = Leaf("signature", "not made by the signer", leaf => leaf.PublicKeyInfo = FakeKey.Create(KeyKind.P256).PublicKeyInfo),
        ["a certificate that another key signed"] = Request("certificate", "issued it", leaf => leaf with { SignWith = FakeKey.Create(KeyKind.P384) }),
        ["a certificate that the root's key signed"] = Request("certificate", "issued it", leaf => leaf with { SignWith = Trial.Instance.Fulcio.Authority.Root.Key }),
        ["a certificate that its own key signed"] = Request("certificate", "issued it", leaf => leaf with { SignWith = leaf.Key }),
        ["an authority of the same name and another key"] = new("certificate", "issued it", () => Trial.Sign(null, FakeSigstore.Create(new FakeFulcio(null, [.. Trial.Instance.Fulcio.Logs]), Trial.Instance.Rekor))),
        ["bytes after the certificate"] = Bytes("strict DER", bytes => [.. bytes, 0]),
        ["half a certificate"] = Bytes("strict DER", bytes => bytes[..(bytes.Length / 2)]),
        ["an indefinite length"] = Bytes("strict DER", bytes => [0x30, 0x80, .. bytes.AsSpan(4), 0, 0]),
        ["a length that is too long"] = Bytes("strict DER", bytes => [0x30, 0x83, 0, .. bytes.AsSpan(2)]),
        ["no certificate"] = Bytes("has no rawBytes", _ => []),
    };

    public static TheoryData<string> Names => Trial.NamesOf(Cases);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_certificate_is_judged(string name) => Cases[name].Run();

    [Theory]
    [InlineData(KeyKind.P256)]
    [InlineData(KeyKind.P384)]
    [InlineData(KeyKind.P521)]
    [InlineData(KeyKind.Rsa2048)]
    [InlineData(KeyKind.Rsa4096)]
    [InlineData(KeyKind.Ed25519)]
    public void Every_kind_of_signing_key_holds(KeyKind kind) =>
        Trial.AssertVerdict(Trial.Sign(request => request with { Key = FakeKey.Create(kind) }).ToBytes(), Trial.Trust, null, "signed by");

    [Theory]
    [InlineData(1, "may not issue certificates", CertificateExtensions.BasicConstraintsOid)]
    [InlineData(0, "may not issue certificates", CertificateExtensions.BasicConstraintsOid)]
    public void An_authority_without_its_constraints_issues_nothing(int depth, string says, string oid) =>
        AssertAuthority("certificate", says, (at, template) => If(at == depth, () => template.Remove(oid)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_authority_whose_key_may_not_sign_certificates_issues_nothing(int depth) => AssertAuthority(
        "certificate", "may not issue certificates", (at, template) => If(at == depth, () => template.Set(CertificateExtensions.KeyUsage(X509KeyUsageFlags.CrlSign))));

    [Fact]
    public void An_authority_of_timestamps_issues_no_signers() => AssertAuthority(
        "certificate", "signing code", (at, template) => If(at == 1, () => template.Set(CertificateExtensions.ExtendedKeyUsage(false, KeyPurposes.TimeStamping))));

    [Fact]
    public void A_path_longer_than_allowed_is_refused() => AssertAuthority(
        "certificate", "longer", (at, template) => If(at == 0, () => template.Set(CertificateExtensions.BasicConstraints(true, 0))), intermediates: 2);

    [Fact]
    public void A_path_as_long_as_allowed_holds() => AssertAuthority(null, "signed by", (_, _) => { }, intermediates: 3);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_authority_that_was_not_valid_issues_nothing(int depth)
    {
        AssertAuthority("certificate", "of its authority is valid from", (at, template) => If(at == depth, () => template.NotAfter = Now));
        AssertAuthority("certificate", "of its authority is valid from", (at, template) => If(at == depth, () => template.NotBefore = Now.AddMinutes(1)));
    }

    [Fact]
    public void A_leaf_issues_nothing()
    {
        var first = Trial.Instance.Fulcio.Issue(new LeafRequest { Key = FakeKey.Create(KeyKind.P384), NotBefore = Now, Change = leaf => leaf.Subject = CertificateTemplate.Name("leaf") });
        var bundle = Trial.Sign(request => request with { Leaf = leaf => leaf with { SignWith = first.Key, Change = template => template.Issuer = first.Template.Subject } });
        Trial.AssertVerdict(bundle.ToBytes(), Trial.Trust, "certificate", "issued it");
        bundle.Json["mediaType"] = BundleMediaTypes.Version02;
        bundle.Material.Remove("certificate");
        bundle.Material["x509CertificateChain"] = new System.Text.Json.Nodes.JsonObject
        {
            ["certificates"] = BundleBuilder.Certificates([bundle.Certificate!, first, Trial.Instance.Fulcio.Authority.Issuing]),
        };
        Trial.AssertVerdict(bundle.ToBytes(), Trial.Trust, "certificate", "issued it");
    }

    [Fact]
    public void An_intermediate_that_the_bundle_brings_is_not_used()
    {
        var bundle = Trial.Sign(request => request with { MediaType = BundleMediaTypes.Version02, Material = KeyMaterial.Chain });
        var root = Trial.Instance.TrustedRoot().Build();
        root["certificateAuthorities"]![0]!["certChain"]!["certificates"]!.AsArray().RemoveAt(0);
        Trial.AssertVerdict(bundle.ToBytes(), Trial.Under(PlainJson.Write(root)), "certificate", "issued it");
        Trial.AssertVerdict(bundle.ToBytes(), Trial.Trust, null, "signed by");
    }

    private static void AssertAuthority(string? check, string says, Action<int, CertificateTemplate> change, int intermediates = 1)
    {
        var authority = new FakeCertificateAuthority("fulcio.example.com", KeyPurposes.CodeSigning, KeyKind.P256, intermediates, null, change);
        var instance = FakeSigstore.Create(new FakeFulcio(authority, new FakeCertificateLog()));
        Trial.AssertVerdict(Trial.Sign(null, instance).ToBytes(), Trial.Under(instance.TrustedRoot()), check, says);
    }

    private static void If(bool condition, Action action)
    {
        if (condition)
        {
            action();
        }
    }

    private static HostileCase Leaf(string? check, string says, Action<CertificateTemplate> change) => new(check, says, () => Trial.SignWithLeaf(change));

    private static HostileCase Request(string? check, string says, Func<LeafRequest, LeafRequest> change) =>
        new(check, says, () => Trial.Sign(request => request with { Leaf = change }));

    private static HostileCase Purposes(string? check, params string[] purposes) => Leaf(
        check,
        check is null ? "signed by" : check == "bundle" ? "strict DER" : "signing code",
        leaf => leaf.Set(CertificateExtensions.ExtendedKeyUsage(critical: true, purposes)));

    private static HostileCase Bytes(string says, Func<byte[], byte[]> change) => new(
        "bundle", says, () => Trial.Alter(bundle => Trial.Change(bundle.Material["certificate"]!.AsObject(), "rawBytes", change)));

    private static X509Extension Raw(string oid, byte[] value, bool critical = false) => new(oid, value, critical);

    private static void AddMany(CertificateTemplate leaf, int count)
    {
        for (var index = 0; index < count; index++)
        {
            leaf.Extensions.Add(Raw($"1.2.3.{index}", Encoding.ASCII.GetBytes("x")));
        }
    }
}
