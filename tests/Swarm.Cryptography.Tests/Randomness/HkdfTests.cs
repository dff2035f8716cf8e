using System.Security.Cryptography;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Randomness;

/// <summary>The platform's HKDF-SHA256, on which the ratchet, the derived source and age build.</summary>
public sealed class HkdfTests
{
    // RFC 5869, appendix A.1 to A.3.
    [Theory]
    [InlineData(
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
        "000102030405060708090a0b0c",
        "f0f1f2f3f4f5f6f7f8f9",
        "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")]
    [InlineData(
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
        "",
        "",
        "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")]
    public void Keys_are_those_of_RFC_5869(string ikm, string salt, string info, string prk, string okm)
    {
        var extracted = HKDF.Extract(HashAlgorithmName.SHA256, Convert.FromHexString(ikm), Convert.FromHexString(salt));
        Assert.Equal(prk, Convert.ToHexStringLower(extracted));
        var expanded = HKDF.Expand(HashAlgorithmName.SHA256, extracted, okm.Length / 2, Convert.FromHexString(info));
        Assert.Equal(okm, Convert.ToHexStringLower(expanded));
    }

    [Fact]
    public void The_Wycheproof_suite_holds()
    {
        foreach (var (_, test) in Vectors.RequireWycheproof("hkdf_sha256_test.json"))
        {
            var size = test.GetProperty("size").GetInt32();
            if (test.Result() == "valid")
            {
                Assert.Equal(
                    test.Hex("okm"),
                    HKDF.DeriveKey(HashAlgorithmName.SHA256, test.Hex("ikm"), size, test.Hex("salt"), test.Hex("info")));
            }
            else
            {
                Assert.ThrowsAny<ArgumentException>(
                    () => HKDF.DeriveKey(HashAlgorithmName.SHA256, test.Hex("ikm"), size, test.Hex("salt"), test.Hex("info")));
            }
        }
    }
}
