using System.Numerics;
using Swarm.Cryptography.Curve25519;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Curve25519;

public sealed class Ed25519Tests
{
    private static readonly BigInteger GroupOrder = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");

    // RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc).
    public static TheoryData<string, string, string, string> Rfc8032 => new()
    {
        {
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        },
        {
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        },
        {
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        },
        {
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        },
    };

    // The eight points of small order, canonically encoded, and encodings whose y is the prime or above it.
    public static TheoryData<string> WeakKeys =>
    [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];

    [Theory]
    [MemberData(nameof(Rfc8032))]
    public void Signatures_are_those_of_RFC_8032(string seed, string publicKey, string message, string signature)
    {
        var key = Ed25519.GetPublicKey(Convert.FromHexString(seed));
        var signed = Ed25519.Sign(Convert.FromHexString(seed), Convert.FromHexString(message));
        Assert.Equal(publicKey, Convert.ToHexStringLower(key));
        Assert.Equal(signature, Convert.ToHexStringLower(signed));
        Assert.True(Ed25519.Verify(key, Convert.FromHexString(message), signed));
    }

    [Theory]
    [MemberData(nameof(WeakKeys))]
    public void A_key_of_small_order_or_not_canonical_verifies_nothing(string publicKey)
    {
        var key = Convert.FromHexString(publicKey);
        foreach (var r in WeakKeys)
        {
            // With S zero, such a pair satisfies the equation of a lax verifier for some message.
            byte[] signature = [.. Convert.FromHexString(r.Data), .. new byte[32]];
            for (var message = 0; message < 16; message++)
            {
                Assert.False(Ed25519.Verify(key, [(byte)message], signature));
            }
        }
    }

    [Fact]
    public void Keys_and_nonces_with_a_part_of_small_order_get_the_verdict_of_the_equation_without_the_cofactor()
    {
        var (secret, nonce) = (BigInteger.Parse("1234567890123456789"), BigInteger.Parse("9876543210987654321"));
        var verdicts = new List<bool>();
        for (var part = 0; part < 64; part++)
        {
            var key = Edwards.Add(Edwards.Multiply(secret, Edwards.Base), Edwards.Multiply(part % 8, Edwards.Order8));
            var r = Edwards.Add(Edwards.Multiply(nonce, Edwards.Base), Edwards.Multiply(part / 8, Edwards.Order8));
            var (publicKey, encoded) = (Edwards.Encode(key), Edwards.Encode(r));
            for (byte message = 0; message < 4; message++)
            {
                // With the cofactor all of these would verify.
                var challenge = Edwards.Challenge(encoded, publicKey, [message]);
                var s = (nonce + (challenge * secret)) % Edwards.Order;
                var expected = Edwards.AreEqual(Edwards.Multiply(s, Edwards.Base), Edwards.Add(r, Edwards.Multiply(challenge, key)));
                Assert.Equal(expected, Ed25519.Verify(publicKey, [message], [.. encoded, .. Edwards.ToBytes(s)]));
                verdicts.Add(expected);
            }
        }

        Assert.Contains(true, verdicts);
        Assert.Contains(false, verdicts);
    }

    [Fact]
    public void A_nonce_of_small_order_verifies_nothing_though_the_equation_holds()
    {
        var secret = BigInteger.Parse("1234567890123456789");
        var publicKey = Edwards.Encode(Edwards.Multiply(secret, Edwards.Base));
        byte[] identity = [1, .. new byte[31]];
        var s = Edwards.Challenge(identity, publicKey, "message"u8.ToArray()) * secret % Edwards.Order;
        Assert.False(Ed25519.Verify(publicKey, "message"u8, [.. identity, .. Edwards.ToBytes(s)]));
    }

    [Fact]
    public void A_signature_whose_S_is_not_reduced_is_refused()
    {
        var seed = Samples.Secret;
        var signature = Ed25519.Sign(seed, "message"u8);
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true);
        for (var raised = s + GroupOrder; raised < BigInteger.Pow(2, 256); raised += GroupOrder)
        {
            var bytes = new byte[32];
            Assert.True(raised.TryWriteBytes(bytes, out _, isUnsigned: true));
            Assert.False(Ed25519.Verify(Ed25519.GetPublicKey(seed), "message"u8, [.. signature.AsSpan(0, 32), .. bytes]));
        }
    }

    [Fact]
    public void Any_flipped_bit_of_a_signature_or_a_key_is_refused()
    {
        var publicKey = Ed25519.GetPublicKey(Samples.Secret);
        var signature = Ed25519.Sign(Samples.Secret, "message"u8);
        Assert.All(BitFlips.Of(signature), flip => Assert.False(Ed25519.Verify(publicKey, "message"u8, flip.Bytes)));
        Assert.All(BitFlips.Of(publicKey), flip => Assert.False(Ed25519.Verify(flip.Bytes, "message"u8, signature)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_key_of_another_length_verifies_nothing_and_signs_nothing(int length)
    {
        Assert.False(Ed25519.Verify(new byte[length], default, new byte[64]));
        Assert.Throws<ArgumentException>(() => Ed25519.Sign(new byte[length], default));
        Assert.Throws<ArgumentException>(() => Ed25519.GetPublicKey(new byte[length]));
    }

    [Fact]
    public void The_Wycheproof_suite_holds()
    {
        // The suite has no "acceptable" case for Ed25519: every encoding that is not canonical is invalid there too.
        foreach (var (group, test) in Vectors.RequireWycheproof("ed25519_test.json"))
        {
            var verified = Ed25519.Verify(group.GetProperty("publicKey").Hex("pk"), test.Hex("msg"), test.Hex("sig"));
            Assert.True(verified == (test.Result() == "valid"), $"case {test.Id()}");
        }
    }
}
