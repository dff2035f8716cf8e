using Swarm.Core.Errors;
using Swarm.Cryptography.Curve25519;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Curve25519;

public sealed class X25519Tests
{
    // RFC 7748, section 5.2.
    [Theory]
    [InlineData(
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")]
    [InlineData(
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957")]
    public void Products_are_those_of_RFC_7748(string scalar, string point, string product) =>
        Assert.Equal(product, Convert.ToHexStringLower(X25519.Agree(Convert.FromHexString(scalar), Convert.FromHexString(point))));

    [Theory]
    [InlineData(1, "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079")]
    [InlineData(1000, "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51")]
    public void Iterated_products_are_those_of_RFC_7748(int iterations, string expected)
    {
        byte[] scalar = [9, .. new byte[31]];
        var point = scalar;
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            (scalar, point) = (X25519.Agree(scalar, point), scalar);
        }

        Assert.Equal(expected, Convert.ToHexStringLower(scalar));
    }

    [Fact]
    public void A_public_key_is_the_product_with_the_base_point_and_both_sides_agree()
    {
        var (left, right) = (Samples.Bytes(32, 1), Samples.Bytes(32, 2));
        Assert.Equal(X25519.Agree(left, [9, .. new byte[31]]), X25519.GetPublicKey(left));
        Assert.Equal(X25519.Agree(left, X25519.GetPublicKey(right)), X25519.Agree(right, X25519.GetPublicKey(left)));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void Another_length_is_refused(int length)
    {
        Assert.Throws<ArgumentException>(() => X25519.Agree(new byte[length], new byte[32]));
        Assert.Throws<ArgumentException>(() => X25519.Agree(new byte[32], new byte[length]));
        Assert.Throws<ArgumentException>(() => X25519.GetPublicKey(new byte[length]));
    }

    [Fact]
    public void The_Wycheproof_suite_holds()
    {
        // Of the "acceptable" cases, points on the twist and encodings above the prime are computed as RFC 7748 says
        // (it masks and reduces them); an all-zero secret is refused, as its section 6.1 permits and age requires.
        foreach (var (_, test) in Vectors.RequireWycheproof("x25519_test.json"))
        {
            var shared = test.Hex("shared");
            if (shared.AsSpan().ContainsAnyExcept((byte)0))
            {
                Assert.Equal(shared, X25519.Agree(test.Hex("private"), test.Hex("public")));
            }
            else
            {
                Assert.Equal("acceptable", test.Result());
                var exception = Assert.Throws<SwarmException>(() => X25519.Agree(test.Hex("private"), test.Hex("public")));
                Assert.Equal(ErrorCode.SealInvalid, exception.ErrorCode);
            }
        }
    }
}
