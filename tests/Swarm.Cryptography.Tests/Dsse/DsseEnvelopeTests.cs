using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Signing;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Dsse;

public sealed class DsseEnvelopeTests
{
    private const string Canonical =
        """{"payload":"aGVsbG8=","payloadType":"text/plain","signatures":[{"keyid":"sha256:56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c","sig":"5kqbMB8eqGWrWfp405rBuQ71VeqH883wP58LOjXx9hAsDeTAQEHC9qARcI/FzJwxsKkDglmp97A5cEoAwq99Bg=="}]}""";

    private static readonly VerificationKey Key = VerificationKey.Parse(Samples.VerificationKeyText);

    [Theory]
    [InlineData("http://example.com/HelloWorld", "hello world", "DSSEv1 29 http://example.com/HelloWorld 11 hello world")]
    [InlineData("", "", "DSSEv1 0  0 ")]
    [InlineData("é", "ü\n", "DSSEv1 2 é 3 ü\n")]
    public void The_encoding_counts_bytes(string type, string payload, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(PreAuthenticationEncoding.Encode(type, Encoding.UTF8.GetBytes(payload))));

    [Fact]
    public void The_signature_of_the_specification_is_over_the_encoding()
    {
        var vector = Vectors.RequireJson("dsse", "vector.json");
        var encoded = PreAuthenticationEncoding.Encode(
            vector.GetProperty("payloadType").GetString()!, Encoding.UTF8.GetBytes(vector.GetProperty("payload").GetString()!));
        Assert.Equal(vector.GetProperty("pae").GetString(), Encoding.UTF8.GetString(encoded));
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Coordinate("X"), Y = Coordinate("Y") },
        });
        var signature = Convert.FromBase64String(vector.GetProperty("sig_p1363_b64").GetString()!);
        Assert.True(key.VerifyData(encoded, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

        byte[] Coordinate(string name) =>
            BigInteger.Parse(vector.GetProperty("key").GetProperty(name).GetString()!).ToByteArray(isUnsigned: true, isBigEndian: true);
    }

    [Fact]
    public void An_envelope_is_the_one_computed_independently()
    {
        using var key = Samples.CreateSigningKey();
        Assert.Equal(Canonical, Encoding.UTF8.GetString(DsseEnvelope.Sign("text/plain", "hello"u8, key).Serialize()));
    }

    [Fact]
    public void It_verifies_after_reading_and_gives_the_key_and_the_payload()
    {
        using var other = SigningKey.Create(RandomSource.System);
        var envelope = DsseEnvelope.Parse(Encoding.UTF8.GetBytes(Canonical));
        Assert.Equal(Key, envelope.Verify(other.PublicKey, Key));
        Assert.Null(envelope.Verify(other.PublicKey));
        Assert.Null(envelope.Verify());
        Assert.Equal("hello"u8, envelope.DecodePayload());
    }

    [Fact]
    public void One_good_signature_among_others_is_enough()
    {
        using var own = Samples.CreateSigningKey();
        using var other = SigningKey.Create(RandomSource.System);
        var first = DsseEnvelope.Sign("text/plain", "hello"u8, other);
        var second = DsseEnvelope.Sign("text/plain", "hello"u8, own);
        var forged = new DsseSignature(first.Signatures[0].Signature, own.PublicKey.KeyId);
        var envelope = second with { Signatures = [forged, first.Signatures[0], second.Signatures[0]] };
        Assert.Equal(Key, DsseEnvelope.Parse(envelope.Serialize()).Verify(Key));
        Assert.Null((second with { Signatures = [forged] }).Verify(Key));
    }

    [Fact]
    public void An_unset_key_hint_is_the_same_as_an_empty_one()
    {
        using var key = Samples.CreateSigningKey();
        var envelope = DsseEnvelope.Sign("text/plain", "hello"u8, key);
        foreach (var hint in new[] { null, "" })
        {
            var hinted = envelope with { Signatures = [envelope.Signatures[0] with { KeyId = hint }] };
            Assert.Equal(Key, DsseEnvelope.Parse(hinted.Serialize()).Verify(Key));
        }
    }

    [Fact]
    public void URL_safe_base_64_is_read_too_and_a_mixture_is_not()
    {
        var urlSafe = Canonical.Replace("cI/F", "cI_F", StringComparison.Ordinal);
        Assert.NotNull(DsseEnvelope.Parse(Encoding.UTF8.GetBytes(urlSafe)).Verify(Key));
        var mixed = Canonical.Replace("cI/F", "cI/-", StringComparison.Ordinal);
        var exception = Assert.Throws<SwarmException>(() => DsseEnvelope.Parse(Encoding.UTF8.GetBytes(mixed)));
        Assert.Equal(ErrorCode.SchemaInvalid, exception.ErrorCode);
    }

    [Fact]
    public void Any_flipped_bit_is_refused()
    {
        // But for the member name "keyid": without it the hint is unset, which the format treats as empty.
        var bytes = Encoding.UTF8.GetBytes(Canonical);
        var hint = Canonical.IndexOf("keyid", StringComparison.Ordinal) * 8;
        foreach (var (bit, flipped) in BitFlips.Of(bytes))
        {
            DsseEnvelope? envelope = null;
            try
            {
                envelope = DsseEnvelope.Parse(flipped);
            }
            catch (SwarmException exception)
            {
                Assert.Equal(ErrorCode.SchemaInvalid, exception.ErrorCode);
            }

            if (envelope?.Verify(Key) is not null)
            {
                Assert.InRange(bit, hint, hint + (5 * 8) - 1);
                Assert.Equal(("text/plain", "aGVsbG8="), (envelope.PayloadType, envelope.Payload));
            }
        }
    }

    [Theory]
    [InlineData("aGVsbG8=", "aGVsbG8")]
    [InlineData("aGVsbG8=", "aGVsbG9=")]
    [InlineData("aGVsbG8=", "aGVs bG8=")]
    [InlineData("\"payload\":\"aGVsbG8=\",", "")]
    [InlineData("\"payload\":\"aGVsbG8=\"", "\"payload\":null")]
    [InlineData("\"payload\":", "\"payload\":\"\",\"payload\":")]
    [InlineData("\"payload\":", "\"critical_rule\":1,\"payload\":")]
    [InlineData("\"sig\"", "\"Sig\"")]
    [InlineData("}]}", "}]}x")]
    [InlineData("}]}", "},null]}")]
    [InlineData("\"payload\":", "\"\\ud800\":1,\"payload\":")]
    [InlineData("text/plain", "text/\\ud800")]
    public void A_malformed_envelope_is_refused(string part, string replacement)
    {
        var text = Canonical.Replace(part, replacement, StringComparison.Ordinal);
        var exception = Assert.Throws<SwarmException>(() => DsseEnvelope.Parse(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(ErrorCode.SchemaInvalid, exception.ErrorCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(DsseEnvelope.MaximumSignatures + 1)]
    public void Too_few_or_too_many_signatures_are_refused(int count)
    {
        using var key = Samples.CreateSigningKey();
        var envelope = DsseEnvelope.Sign("text/plain", "hello"u8, key);
        var bytes = (envelope with { Signatures = [.. Enumerable.Repeat(envelope.Signatures[0], count)] }).Serialize();
        Assert.Equal(ErrorCode.SchemaInvalid, Assert.Throws<SwarmException>(() => DsseEnvelope.Parse(bytes)).ErrorCode);
    }

    [Fact]
    public void Members_that_the_format_does_not_know_are_ignored()
    {
        var text = Canonical.Replace("\"payload\":", "\"note\":1,\"payload\":", StringComparison.Ordinal);
        Assert.Equal(Key, DsseEnvelope.Parse(Encoding.UTF8.GetBytes(text)).Verify(Key));
    }
}
