using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Transparency.Notes;

namespace Swarm.Transparency.Tests.Notes;

public sealed class VerifierKeyTests
{
    private const string Peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    // Rekor's own key, as its operators publish it.
    private const string Rekor = "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZ"
        + "LOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=";

    [Theory]
    [InlineData(Peter, "PeterNeumann", SignatureType.Ed25519, 0xc74f20a3)]
    [InlineData(Rekor, "rekor.sigstore.dev", SignatureType.Ecdsa, 0xc0d23d6a)]
    [InlineData("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop", "EnochRoot", SignatureType.Ed25519, 0xaf0cfe78)]
    public void Keys_that_others_publish_are_read_and_written(string text, string name, SignatureType type, uint id)
    {
        var key = VerifierKey.Parse(text);
        Assert.Equal((name, type, id, text), (key.Name, key.Type, key.KeyId, key.ToString()));
    }

    [Fact]
    public void Every_type_is_written_and_read_again()
    {
        using var secret = SigningKey.Create(RandomSource.System);
        foreach (var type in (SignatureType[])[SignatureType.Ed25519, SignatureType.CosignatureV1])
        {
            var key = new VerifierKey("example.com/\u00e4", type, secret.PublicKey.Span);
            var read = VerifierKey.Parse(key.ToString());
            Assert.Equal((key.Name, key.Type, key.KeyId), (read.Name, read.Type, read.KeyId));
            Assert.True(read.PublicKey.SequenceEqual(secret.PublicKey.Span));
            byte[] named = [.. Encoding.UTF8.GetBytes("example.com/\u00e4\n"), (byte)type, .. secret.PublicKey.Span];
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(named).AsSpan(0, 4)), key.ToString().Split('+')[1]);
        }
    }

    [Theory]
    [InlineData("nistP256")]
    [InlineData("nistP384")]
    [InlineData("nistP521")]
    public void Ecdsa_signs_the_texts_hash_and_is_known_by_its_key_alone(string curve)
    {
        using var secret = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        var spki = secret.ExportSubjectPublicKeyInfo();
        var key = VerifierKey.Parse(new VerifierKey("log", SignatureType.Ecdsa, spki).ToString());
        Assert.Equal(key.KeyId, new VerifierKey("other", SignatureType.Ecdsa, spki).KeyId);
        var text = "a\n"u8.ToArray();
        var signature = secret.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Assert.True(key.Verify(text, signature));
        Assert.False(key.Verify("b\n"u8, signature));
        Assert.False(key.Verify(text, []));
        Assert.False(key.Verify(text, [.. signature, 0]));
        Assert.False(key.Verify(text, secret.SignData(text, HashAlgorithmName.SHA512, DSASignatureFormat.Rfc3279DerSequence)));
        Assert.False(key.Verify(
            text, secret.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));
        for (var position = 0; position < signature.Length; position++)
        {
            var changed = signature.ToArray();
            changed[position] ^= 1;
            Assert.False(key.Verify(text, changed));
        }
    }

    [Fact]
    public void An_ecdsa_key_is_exactly_a_named_curve_and_a_point_on_it()
    {
        using var secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var spki = secret.ExportSubjectPublicKeyInfo();
        for (var position = 0; position < spki.Length; position++)
        {
            var changed = spki.ToArray();
            changed[position] ^= 1;
            Refused(() => new VerifierKey("log", SignatureType.Ecdsa, changed));
            Refused(() => new VerifierKey("log", SignatureType.Ecdsa, spki.AsSpan(0, position)));
        }

        Refused(() => new VerifierKey("log", SignatureType.Ecdsa, [.. spki, 0]));
        Refused(() => new VerifierKey("log", SignatureType.Ecdsa, new byte[5000]));
        Refused(() => new VerifierKey("log", SignatureType.Ecdsa, Compressed(secret)));
        using var rsa = RSA.Create(2048);
        Refused(() => new VerifierKey("log", SignatureType.Ecdsa, rsa.ExportSubjectPublicKeyInfo()));
    }

    [Fact]
    public void No_part_of_a_key_and_no_changed_one_is_a_key()
    {
        for (var start = 0; start < Peter.Length; start++)
        {
            for (var end = start; end <= Peter.Length; end++)
            {
                if (start > 0 || end < Peter.Length)
                {
                    Refused(() => VerifierKey.Parse(Peter[start..end]));
                }
            }

            var changed = Peter.ToCharArray();
            changed[start]++;
            Refused(() => VerifierKey.Parse(new string(changed)));
        }
    }

    [Theory]
    [InlineData("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")]
    [InlineData("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+ c74f20a+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+0c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq_LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n")]
    [InlineData("PeterNeumann+c74f20a3")]
    [InlineData("PeterNeumann+c74f20a3+")]
    [InlineData("PeterNeumann++ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("++")]
    [InlineData("")]
    public void What_is_no_key_is_refused(string text) => Refused(() => VerifierKey.Parse(text));

    [Fact]
    public void Names_and_keys_that_nothing_may_be_signed_under_are_refused()
    {
        using var secret = SigningKey.Create(RandomSource.System);
        foreach (var name in (string[])["", " ", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\nb", "a\0b", "a\u0085b", "\ud800", "a\u007fb\t"])
        {
            Refused(() => new VerifierKey(name, SignatureType.Ed25519, secret.PublicKey.Span));
        }

        // Of small order, not canonical, and of another length.
        Refused(() => new VerifierKey("a", SignatureType.Ed25519, new byte[32]));
        Refused(() => new VerifierKey("a", SignatureType.CosignatureV1, Enumerable.Repeat((byte)0xff, 32).ToArray()));
        Refused(() => new VerifierKey("a", SignatureType.Ed25519, new byte[31]));
        foreach (var type in (int[])[0, 3, 5, 6, 0xff, 0x104])
        {
            Refused(() => new VerifierKey("a", (SignatureType)type, secret.PublicKey.Span));
        }
    }

    [Fact]
    public void A_key_of_any_length_is_refused_in_time() => Refused(() => VerifierKey.Parse("a+00000000+" + new string('A', 10_000_000)));

    // The same key with a compressed point, which one key could be written as too.
    private static byte[] Compressed(ECDsa secret)
    {
        var q = secret.ExportParameters(includePrivateParameters: false).Q;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.10045.2.1");
                writer.WriteObjectIdentifier("1.2.840.10045.3.1.7");
            }

            writer.WriteBitString([(byte)(2 + (q.Y![^1] & 1)), .. q.X!]);
        }

        return writer.Encode();
    }

    private static void Refused(Action action) => Assert.Equal("KEY_INVALID", Assert.Throws<SwarmException>(action).Code);
}
