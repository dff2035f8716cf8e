using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Attestations;
using Swarm.Verification.PublicKeys;
using Swarm.Verification.Tests.Support;

namespace Swarm.Verification.Tests.PublicKeys;

public sealed class EcdsaTests
{
    [Theory]
    [InlineData("ecdsa_secp256r1_sha256_test.json", "SHA2_256")]
    [InlineData("ecdsa_secp384r1_sha384_test.json", "SHA2_384")]
    public void Every_wycheproof_vector_gives_its_answer(string file, string hash)
    {
        var path = Path.Combine(SigstoreVectors.RequireFolder("wycheproof"), file);
        using var suite = JsonDocument.Parse(File.ReadAllBytes(path));
        var count = 0;
        foreach (var group in suite.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var pem = Encoding.UTF8.GetBytes(group.GetProperty("publicKeyPem").GetString()!);
            var trust = new AttestationTrust { Key = PublicKey.FromPem(pem, file) };
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var message = Convert.FromHexString(test.GetProperty("msg").GetString()!);
                var signature = Convert.FromHexString(test.GetProperty("sig").GetString()!);
                var isValid = AttestationVerifier.Verify(Sign(signature), AttestationSubject.FromBytes(message), trust).IsValid;
                Assert.True(isValid == (test.GetProperty("result").GetString() == "valid"), $"{hash} {test.GetProperty("tcId")}: {test.GetProperty("comment")}");
                count++;
            }
        }

        Assert.True(count > 300);
    }

    [Fact]
    public void A_signature_has_one_encoding()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var trust = new AttestationTrust { Key = PublicKey.FromPem(Encoding.UTF8.GetBytes(key.ExportSubjectPublicKeyInfoPem()), "key") };
        var message = "message"u8.ToArray();
        byte[] signature;
        do
        {
            // One whose r needs its leading zero and whose s needs none.
            signature = key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        while (signature[3] != 33 || signature[4 + 33 + 1] != 32);

        Assert.True(Holds(signature));
        var r = signature[5..37];
        var s = signature[39..71];
        Assert.False(Holds([0x30, 68, 2, 32, .. r, 2, 32, .. s]), "r without its leading zero is negative");
        Assert.False(Holds([0x30, 70, 2, 33, 0, .. r, 2, 33, 0, .. s]), "s with a zero too many");
        Assert.False(Holds([0x30, 0x81, 69, .. signature[2..]]), "a length in the long form");
        Assert.False(Holds([0x30, 0x80, .. signature[2..], 0, 0]), "a length that is not stated");
        Assert.False(Holds([.. signature, 0]), "a byte after it");
        Assert.False(Holds([0x30, 71, .. signature[2..], 5, 0]), "a value after the pair");
        Assert.False(Holds([.. r, .. s]), "the plain pair");
        Assert.False(Holds([0x30, 6, 2, 1, 0, 2, 1, 0]), "zeros");
        Assert.False(Holds([]), "nothing");

        bool Holds(byte[] candidate) => AttestationVerifier.Verify(Sign(candidate), AttestationSubject.FromBytes(message), trust).IsValid;
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    public void Rsa_keys_verify_with_both_paddings(int bits)
    {
        using var key = RSA.Create(bits);
        var trust = new AttestationTrust { Key = PublicKey.FromPem(Encoding.UTF8.GetBytes(key.ExportSubjectPublicKeyInfoPem()), "key") };
        var message = "message"u8.ToArray();
        foreach (var padding in new[] { RSASignaturePadding.Pkcs1, RSASignaturePadding.Pss })
        {
            var signature = key.SignData(message, HashAlgorithmName.SHA256, padding);
            Assert.True(AttestationVerifier.Verify(Sign(signature), AttestationSubject.FromDigest(Digest.Compute(message)), trust).IsValid);
            signature[^1] ^= 1;
            Assert.False(AttestationVerifier.Verify(Sign(signature), AttestationSubject.FromBytes(message), trust).IsValid);
        }
    }

    [Fact]
    public void A_key_on_P521_may_sign_with_either_hash_and_asks_for_the_file_where_it_needs_it()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        var trust = new AttestationTrust { Key = PublicKey.FromPem(Encoding.UTF8.GetBytes(key.ExportSubjectPublicKeyInfoPem()), "key") };
        var message = "message"u8.ToArray();
        var digest = AttestationSubject.FromDigest(Digest.Compute(message));
        var ownHash = Sign(key.SignData(message, HashAlgorithmName.SHA512, DSASignatureFormat.Rfc3279DerSequence));
        var sha256 = Sign(key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        Assert.True(AttestationVerifier.Verify(ownHash, AttestationSubject.FromBytes(message), trust).IsValid);
        Assert.True(AttestationVerifier.Verify(sha256, digest, trust).IsValid);
        Assert.Contains("give the file", AttestationVerifier.Verify(ownHash, digest, trust).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_Ed25519_signature_is_over_the_file()
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        byte[] spki = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0, .. Cryptography.Curve25519.Ed25519.GetPublicKey(seed)];
        var trust = new AttestationTrust { Key = PublicKey.FromPem(Encoding.UTF8.GetBytes(PemEncoding.WriteString("PUBLIC KEY", spki)), "key") };
        var message = "message"u8.ToArray();
        var bundle = Sign(Cryptography.Curve25519.Ed25519.Sign(seed, message));
        Assert.True(AttestationVerifier.Verify(bundle, AttestationSubject.FromBytes(message), trust).IsValid);
        Assert.Contains(
            "give the file", AttestationVerifier.Verify(bundle, AttestationSubject.FromDigest(Digest.Compute(message)), trust).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_are_weak_or_no_keys_are_refused_with_their_name()
    {
        using var weak = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        foreach (var pem in new[]
        {
            weak.ExportSubjectPublicKeyInfoPem(), weak.ExportPkcs8PrivateKeyPem(), weak.ExportRSAPublicKeyPem(), curve.ExportSubjectPublicKeyInfoPem(), "text", string.Empty,
        })
        {
            var exception = Assert.Throws<SwarmException>(() => PublicKey.FromPem(Encoding.UTF8.GetBytes(pem), "mine.pub"));
            Assert.Equal(ErrorCode.AttestationMalformed, exception.ErrorCode);
            Assert.Contains("mine.pub", exception.Message, StringComparison.Ordinal);
        }
    }

    private static byte[] Sign(byte[] signature) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json",
        verificationMaterial = new { publicKey = new { hint = "hint" } },
        messageSignature = new { signature },
    });
}
