using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Swarm.Core.Digests;
using Swarm.Cryptography.Dsse;
using Swarm.Verification.Attestations;
using Swarm.Verification.PublicKeys;

namespace Swarm.Verification.Tests.Attestations;

public sealed class StatementTests
{
    [Fact]
    public void A_statement_names_its_artifacts_by_any_of_the_digests_and_all_must_agree()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var trust = new AttestationTrust { Key = PublicKey.FromPem(Encoding.UTF8.GetBytes(key.ExportSubjectPublicKeyInfoPem()), "key") };
        var message = "message"u8.ToArray();
        var file = AttestationSubject.FromBytes(message);
        var digest = AttestationSubject.FromDigest(Digest.Compute(message));
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(message));
        var sha512 = Convert.ToHexStringLower(SHA512.HashData(message));
        var wrong = new string('0', 128);
        Assert.True(Holds(file, ("sha512", sha512)));
        Assert.True(Holds(file, ("sha256", sha256), ("sha512", sha512), ("gitCommit", "0")));
        Assert.False(Holds(file, ("sha256", sha256), ("sha512", wrong)));
        Assert.True(Holds(digest, ("sha256", sha256), ("sha512", sha512)));
        Assert.False(Holds(digest, ("sha512", sha512)));
        Assert.False(Holds(file, ("sha256", sha256.ToUpperInvariant())));
        Assert.False(Holds(file, ("md5", "78e731027d8fd50ed642340b7c9a63b3")));
        Assert.False(Holds(file));

        bool Holds(AttestationSubject subject, params (string Name, string Value)[] digests)
        {
            var payload = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["_type"] = "https://in-toto.io/Statement/v1",
                ["subject"] = new[] { new { name = "file", digest = digests.ToDictionary(item => item.Name, item => item.Value) } },
                ["predicateType"] = "https://example.com/predicate",
                ["predicate"] = new { critical_count = 1 },
            });
            return AttestationVerifier.Verify(Seal(key, "application/vnd.in-toto+json", payload), subject, trust).IsValid;
        }
    }

    [Theory]
    [InlineData("application/json", "{}", "names no artifact")]
    [InlineData("application/vnd.in-toto+json", "{}", "_type")]
    [InlineData("application/vnd.in-toto+json", "{\"_type\":\"https://in-toto.io/Statement/v2\"}", "versions")]
    [InlineData("application/vnd.in-toto+json", "{\"_type\":\"https://in-toto.io/Statement/v1\",\"critical_rule\":1}", "critical")]
    [InlineData("application/vnd.in-toto+json", "{\"_type\":\"https://in-toto.io/Statement/v1\",\"_type\":\"https://in-toto.io/Statement/v1\"}", "repeated")]
    [InlineData("application/vnd.in-toto+json", "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[],\"predicateType\":\"a\\nb\"}", "control")]
    [InlineData("application/vnd.in-toto+json", "no", "JSON")]
    public void An_envelope_that_names_no_artifact_is_refused(string payloadType, string payload, string reason)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var trust = new AttestationTrust { Key = PublicKey.FromPem(Encoding.UTF8.GetBytes(key.ExportSubjectPublicKeyInfoPem()), "key") };
        var verdict = AttestationVerifier.Verify(Seal(key, payloadType, Encoding.UTF8.GetBytes(payload)), AttestationSubject.FromBytes(default), trust);
        Assert.False(verdict.IsValid);
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
    }

    private static byte[] Seal(ECDsa key, string payloadType, byte[] payload)
    {
        var signature = key.SignData(PreAuthenticationEncoding.Encode(payloadType, payload), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json",
            verificationMaterial = new { publicKey = new { hint = "hint" } },
            dsseEnvelope = new { payloadType, payload, signatures = new[] { new { sig = signature } } },
        });
    }
}
