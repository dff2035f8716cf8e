using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Verification.PublicKeys;

namespace Swarm.Verification.Tests.PublicKeys;

/// <summary>A sound key of a kind that is not supported is called that, and not damaged.</summary>
public sealed class KeyKindTests
{
    // SubjectPublicKeyInfo with the algorithm's parameters as each standard has them, and a key that is not looked at.
    [Theory]
    [InlineData("RSASSA-PSS without parameters", "300b06092a864886f70d01010a", "RSASSA-PSS")]
    [InlineData("RSASSA-PSS with parameters", "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120", "RSASSA-PSS")]
    [InlineData("RSAES-OAEP", "300d06092a864886f70d0101070500", "1.2.840.113549.1.1.7")]
    [InlineData("DSA", "301406072a8648ce3804013009020103020103020103", "1.2.840.10040.4.1")]
    [InlineData("secp256k1", "301006072a8648ce3d020106052b8104000a", "1.3.132.0.10")]
    [InlineData("a curve that is written out", "300e06072a8648ce3d02013003020101", "1.2.840.10045.2.1")]
    [InlineData("Ed448", "300506032b6571", "1.3.101.113")]
    [InlineData("X25519", "300506032b656e", "1.3.101.110")]
    public void A_key_of_another_kind_is_named(string kind, string algorithm, string named)
    {
        var refused = Assert.Throws<SwarmException>(() => PublicKey.FromPem(Pem(Convert.FromHexString(algorithm)), "key.pem"));
        Assert.Equal("ATTESTATION_MALFORMED", refused.Code);
        Assert.Contains("not supported", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.Message.Contains(named, StringComparison.Ordinal), $"{kind}: {refused.Message}");
    }

    [Fact]
    public void A_damaged_key_is_still_damaged()
    {
        using var rsa = RSA.Create(2048);
        var der = rsa.ExportSubjectPublicKeyInfo();
        der[^1] = 0;
        foreach (var damaged in new[] { der, der[..^1], [.. der, 0] })
        {
            Assert.Equal("ATTESTATION_MALFORMED", Assert.Throws<SwarmException>(() => PublicKey.FromPem(Pem(damaged, isWhole: true), "key.pem")).Code);
        }
    }

    private static byte[] Pem(byte[] content, bool isWhole = false)
    {
        byte[] key = [0x03, 0x03, 0x00, 0x05, 0x00];
        var der = isWhole ? content : [0x30, (byte)(content.Length + key.Length), .. content, .. key];
        return Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", der));
    }
}
