using System.Security.Cryptography;
using System.Text;
using Swarm.Cryptography.Sealing;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Sealing;

/// <summary>The cipher, and the platform's where it has one: both must give the same.</summary>
public sealed class ChaCha20Poly1305Tests
{
    [Fact]
    public void A_message_is_sealed_as_in_RFC_8439_section_2_8_2()
    {
        var key = Samples.Count(0x80, 32);
        var nonce = Convert.FromHexString("070000004041424344454647");
        var associatedData = Convert.FromHexString("50515253c0c1c2c3c4c5c6c7");
        var plaintext = Encoding.ASCII.GetBytes(
            "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.");
        const string Expected =
            "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
            + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691";
        var output = new byte[plaintext.Length + 16];
        Seal(key, nonce, plaintext, associatedData, output);
        Assert.Equal(Expected, Convert.ToHexStringLower(output));
        var opened = new byte[plaintext.Length];
        Assert.True(TryOpen(key, nonce, output, associatedData, opened));
        Assert.Equal(plaintext, opened);
    }

    [Fact]
    public void Any_flipped_bit_is_refused()
    {
        var output = new byte[20];
        Seal(Samples.Secret, new byte[12], new byte[4], "data"u8, output);
        var opened = new byte[4];
        Assert.All(
            BitFlips.Of(output),
            flip => Assert.False(TryOpen(Samples.Secret, new byte[12], flip.Bytes, "data"u8, opened)));
        Assert.False(TryOpen(Samples.Secret, new byte[12], output, "Data"u8, opened));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65536)]
    public void The_cipher_and_the_platform_give_the_same(int length)
    {
        Assert.SkipUnless(ChaCha20Poly1305.IsSupported, "This platform has no ChaCha20-Poly1305 of its own.");
        var plaintext = Samples.Bytes(length);
        var (managed, platform) = (new byte[length + 16], new byte[length + 16]);
        Seal(Samples.Secret, new byte[12], plaintext, default, managed);
        using var cipher = new ChaCha20Poly1305(Samples.Secret);
        cipher.Encrypt(new byte[12], plaintext, platform.AsSpan(..^16), platform.AsSpan(^16..));
        Assert.Equal(platform, managed);
    }

    [Fact]
    public void The_Wycheproof_suite_holds()
    {
        // The suite's invalid nonce lengths cannot reach the cipher: age has nonces of 96 bits only.
        var count = 0;
        foreach (var (group, test) in Vectors.RequireWycheproof("chacha20_poly1305_test.json"))
        {
            if (group.GetProperty("ivSize").GetInt32() != 96)
            {
                continue;
            }

            count++;
            byte[] ciphertext = [.. test.Hex("ct"), .. test.Hex("tag")];
            var opened = new byte[ciphertext.Length - 16];
            var valid = TryOpen(test.Hex("key"), test.Hex("iv"), ciphertext, test.Hex("aad"), opened);
            Assert.True(valid == (test.Result() == "valid"), $"case {test.Id()}");
            if (valid)
            {
                Assert.Equal(test.Hex("msg"), opened);
            }
        }

        Assert.True(count > 200);
    }

    private static void Seal(byte[] key, byte[] nonce, byte[] plaintext, ReadOnlySpan<byte> associatedData, byte[] output)
    {
        using var cipher = new ChaChaCipher(key);
        cipher.Seal(nonce, plaintext, output, associatedData);
    }

    private static bool TryOpen(byte[] key, byte[] nonce, byte[] input, ReadOnlySpan<byte> associatedData, byte[] opened)
    {
        using var cipher = new ChaChaCipher(key);
        return cipher.TryOpen(nonce, input, opened, associatedData);
    }
}
