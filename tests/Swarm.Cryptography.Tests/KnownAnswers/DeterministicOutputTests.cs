using System.Security.Cryptography;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Ratchet;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.KnownAnswers;

/// <summary>
/// The bytes that BouncyCastle gave for the same keys, inputs and random bytes, so that a deterministic certificate or bundle stays
/// the same whatever library computes it.
/// </summary>
public sealed class DeterministicOutputTests
{
    [Fact]
    public void An_envelope_keeps_its_bytes()
    {
        using var key = Samples.CreateSigningKey();
        Assert.Equal(
            "bd82e00107e38337b8301394701aef21de6e242a0d7da3ad7c7a61a3b860440c",
            Digest(DsseEnvelope.Sign("application/vnd.in-toto+json", """{"a":1}"""u8, key).Serialize()));
    }

    [Theory]
    [InlineData(0, "b63516aa66fe035d60ee7abe1ef5218ccefdc46fb536aa210af46975f777078a")]
    [InlineData(65536, "dd6b196cda930c6c95223b52f57a62f838fe1c32f730fda0716331ddd1cbddd8")]
    [InlineData(200_000, "ab50d7e2871d2ddf84296ebc419d9a119fe32bdb62c8d29603d6ea104231ad09")]
    public void A_bundle_keeps_its_bytes(int length, string digest)
    {
        using var identity = Samples.CreateIdentity();
        var file = AgeEncryptor.Seal(Samples.Bytes(length), [identity.Recipient, AgeRecipient.Parse(Samples.Recipient)], new SeededRandomSource(7));
        Assert.Equal(digest, Digest(file));
        Assert.Equal(Samples.Bytes(length), AgeDecryptor.Open(file, [identity]));
    }

    [Fact]
    public void A_sealed_capability_keeps_its_bytes()
    {
        using var identity = Samples.CreateIdentity();
        using var capability = Samples.CreateCapability();
        var file = capability.Seal([identity.Recipient], new SeededRandomSource(8));
        Assert.Equal("2fd42424fb9ecd531523ac83e2748a7dc0fc8b6ee377566348ea59f2da2e3280", Digest(file));
        using var opened = Capability.Open(file, identity);
        Assert.Equal((capability.Commitment, RatchetKind.State), (opened.Commitment, opened.Kind));
    }

    [Fact]
    public void An_identity_whose_scalar_is_not_clamped_is_exported_as_it_was_given()
    {
        using var identity = AgeIdentity.Create(new SequenceRandomSource(Enumerable.Repeat((byte)0xff, 32).ToArray()));
        Assert.Equal("AGE-SECRET-KEY-1LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLS9FV78X", identity.ExportSecret());
        Assert.Equal("age1s37q6tph2g60xe0xvz24rparwddq7asn69sf6wn2fkx98t42tg3qvgcz2x", identity.Recipient.ToString());
    }

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
