using System.Security.Cryptography;
using Swarm.Cli.Tests.Support;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Cli.Tests;

public sealed class AttestationTests : IDisposable
{
    private static readonly string Identity = FakeIdentity.GitHub.Claims[FulcioClaim.BuildSignerUri];

    private readonly Scene _scene = new();
    private readonly FakeSigstore _sigstore = FakeSigstore.Create();
    private readonly string _root;

    public AttestationTests() => _root = _scene.Write("trusted_root.json", _sigstore.TrustedRoot().Build().ToJsonString());

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_bundle_is_verified_for_a_file_and_for_its_digest()
    {
        var bundle = Sign("What was built.\n"u8.ToArray());
        var artifact = _scene.Write("artifact", "What was built.\n");
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(artifact)));
        string[] verify = ["verify", "attestation", "--json", "--bundle", bundle, "--trusted-root", _root, "--identity", Identity, "--issuer", FakeIdentity.GitHubIssuer];
        var verdict = _scene.Run([.. verify, "--artifact", artifact]).Expect(0);
        Assert.True(verdict.Json.GetProperty("is_valid").GetBoolean());
        Assert.Equal(Identity, verdict.Text("identity"));
        Assert.Equal("https://github.com/example/agents", verdict.Text("source_repository"));
        Assert.Equal(digest, verdict.Text("artifact_hash"));
        Assert.Equal("2025-06-12T12:00:07Z", verdict.Json.GetProperty("times")[0].GetProperty("time").GetString());
        _scene.Run([.. verify, "--digest", digest]).Expect(0);

        _scene.Run([.. verify, "--artifact", _scene.Write("other", "Something else.\n")]).ExpectError(3, "ATTESTATION_INVALID");
        _scene.Run([.. verify, "--digest", digest, "--artifact", artifact]).ExpectError(2, "SPEC_INVALID");
        _scene.Run(verify).ExpectError(2, "SPEC_INVALID");
        _scene.Run([.. verify, "--digest", digest, "--required-commit", new string('2', 40), "--signer-commit", new string('1', 40)]).Expect(0);
        _scene.Run([.. verify, "--digest", digest, "--required-commit", new string('1', 40)]).ExpectError(3, "ATTESTATION_INVALID");
        Assert.Matches("(?m)^verdict +valid$", _scene.Run([.. verify[..2], .. verify[3..], "--digest", digest]).Expect(0).Output);
    }

    [Fact]
    public void Nothing_passes_where_nobody_says_whose_signature_counts()
    {
        var bundle = Sign("x"u8.ToArray());
        var artifact = _scene.Write("artifact", "x");
        var verdict = _scene.Run("verify", "attestation", "--json", "--bundle", bundle, "--artifact", artifact, "--trusted-root", _root);
        verdict.ExpectError(3, "ATTESTATION_INVALID");
        Assert.Contains("whose signature", verdict.Text("reason"), StringComparison.Ordinal);

        // The roots that ship with the command do not know this instance.
        foreach (var shipped in new[] { "public-good", "github" })
        {
            _scene.Run("verify", "attestation", "--json", "--bundle", bundle, "--artifact", artifact, "--identity", Identity, "--trusted-root", shipped).ExpectError(
                3, "ATTESTATION_INVALID");
        }

        _scene.Run("verify", "attestation", "--bundle", bundle, "--artifact", artifact, "--identity", Identity, "--trusted-root", "nowhere").ExpectError(
            2, "PATH_INVALID");
        _scene.Run("verify", "attestation", "--bundle", bundle, "--artifact", artifact, "--identity", Identity, "--trusted-root", artifact).ExpectError(
            3, "ATTESTATION_MALFORMED");
    }

    [Fact]
    public void A_bundle_that_a_key_signed_needs_that_key()
    {
        var key = FakeKey.Create(KeyKind.P256);
        var bundle = Sign("x"u8.ToArray(), request => request with { Material = KeyMaterial.PublicKey, Key = key });
        string[] verify = ["verify", "attestation", "--json", "--bundle", bundle, "--artifact", _scene.Write("artifact", "x")];
        _scene.Run([.. verify, "--key", WriteKey("key.pub", key)]).Expect(0);
        _scene.Run([.. verify, "--key", WriteKey("other.pub", FakeKey.Create(KeyKind.P256))]).ExpectError(3, "ATTESTATION_INVALID");
        _scene.Run(verify).ExpectError(3, "ATTESTATION_INVALID");
        _scene.Run([.. verify, "--key", _scene.Write("no.pub", "no key")]).ExpectError(3, "ATTESTATION_MALFORMED");
    }

    [Fact]
    public void A_certificate_is_verified_with_the_bundle_that_attests_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The step is a Unix program.");
        var certificate = new Uri(_scene.Launch("true").Expect(0).Text("certificate_ref")!).LocalPath;
        var bundle = Sign(File.ReadAllBytes(certificate));
        string[] verify = ["verify", "cert", "--json", "--certificate", certificate, "--attestation", bundle];
        string[] identity = ["--trusted-root", _root, "--identity", Identity, "--issuer", FakeIdentity.GitHubIssuer];
        var verdict = _scene.Run([.. verify, .. identity, "--require", "attestation"]).Expect(0);
        Assert.Equal("passed", Status(verdict, "attestation"));

        // Its own certificate names no workflow, so that only a stated identity counts; and asking for one asks for a bundle.
        _scene.Run([.. verify, "--trusted-root", _root]).ExpectError(3, "ATTESTATION_INVALID");
        _scene.Run(["verify", "cert", "--json", "--certificate", certificate, .. identity]).ExpectError(3, "CERTIFICATE_CHECK_MISSING");
        var other = Sign("another certificate"u8.ToArray());
        _scene.Run(["verify", "cert", "--json", "--certificate", certificate, "--attestation", other, .. identity]).ExpectError(3, "ATTESTATION_INVALID");

        // Beside the certificate it is found by its name.
        File.Copy(bundle, Path.Combine(Path.GetDirectoryName(certificate)!, "certificate.sigstore.json"));
        Assert.Equal("passed", Status(_scene.Run(["verify", "run", "--json", "main", .. identity]).Expect(0), "attestation"));
    }

    private static string? Status(CommandResult result, string check) => result.Json.GetProperty("checks").EnumerateArray()
        .Single(item => item.GetProperty("name").GetString() == check).GetProperty("status").GetString();

    private string Sign(byte[] artifact, Func<BundleRequest, BundleRequest>? change = null)
    {
        var request = new BundleRequest { Artifact = artifact, IsEnvelope = change is null, Entries = [change is null ? LogEntryKind.Dsse001 : LogEntryKind.HashedRekord001] };
        return _scene.Write($"bundle-{Guid.NewGuid():N}.sigstore.json", _sigstore.Sign(change?.Invoke(request) ?? request).Json.ToJsonString());
    }

    private string WriteKey(string name, FakeKey key) => _scene.Write(name, key.PublicKeyPem);
}
