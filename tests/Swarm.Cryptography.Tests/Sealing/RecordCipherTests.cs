using Swarm.Core.Randomness;
using Swarm.Cryptography.Sealing;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Sealing;

public sealed class RecordCipherTests
{
    // The test cases 14 and 16 of the GCM specification (McGrew and Viega): AES-256.
    [Theory]
    [InlineData(
        "0000000000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000",
        "",
        "00000000000000000000000000000000",
        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")]
    [InlineData(
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b")]
    public void Records_are_those_of_the_GCM_specification(string key, string nonce, string associatedData, string plaintext, string expected)
    {
        var record = new byte[(plaintext.Length / 2) + RecordCipher.Overhead];
        RecordCipher.Seal(
            Convert.FromHexString(key), Convert.FromHexString(nonce), Convert.FromHexString(plaintext), Convert.FromHexString(associatedData), record);
        Assert.Equal(nonce + expected, Convert.ToHexStringLower(record));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(131072)]
    public void A_record_comes_back(int length)
    {
        var plaintext = Samples.Bytes(length);
        var record = new byte[length + RecordCipher.Overhead];
        var opened = new byte[length];
        RecordCipher.Seal(Samples.Secret, RandomSource.System, plaintext, "data"u8, record);
        Assert.True(RecordCipher.TryOpen(Samples.Secret, record, "data"u8, opened));
        Assert.Equal(plaintext, opened);
    }

    [Fact]
    public void The_nonce_is_what_the_source_gave()
    {
        var nonce = Samples.Count(100, RecordCipher.NonceSize);
        var record = new byte[3 + RecordCipher.Overhead];
        RecordCipher.Seal(Samples.Secret, new SequenceRandomSource(nonce), [1, 2, 3], default, record);
        Assert.Equal(nonce, record[..RecordCipher.NonceSize]);
    }

    [Fact]
    public void Any_flipped_bit_is_refused_and_leaves_no_plaintext()
    {
        var record = new byte[20 + RecordCipher.Overhead];
        RecordCipher.Seal(Samples.Secret, RandomSource.System, new byte[20], "data"u8, record);
        var opened = new byte[20];
        foreach (var (_, flipped) in BitFlips.Of(record))
        {
            opened.AsSpan().Fill(0xff);
            Assert.False(RecordCipher.TryOpen(Samples.Secret, flipped, "data"u8, opened));
            Assert.Equal(new byte[20], opened);
        }

        Assert.All(BitFlips.Of(Samples.Secret), flip => Assert.False(RecordCipher.TryOpen(flip.Bytes, record, "data"u8, opened)));
        Assert.All(BitFlips.Of([.. "data"u8]), flip => Assert.False(RecordCipher.TryOpen(Samples.Secret, record, flip.Bytes, opened)));
        Assert.False(RecordCipher.TryOpen(Samples.Secret, record.AsSpan(..^1), "data"u8, opened.AsSpan(..^1)));
        Assert.False(RecordCipher.TryOpen(Samples.Secret, record.AsSpan(..(RecordCipher.Overhead - 1)), "data"u8, []));
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => RecordCipher.Seal(new byte[16], RandomSource.System, default, default, new byte[28]));
        Assert.Throws<ArgumentException>(() => RecordCipher.Seal(new byte[32], new byte[11], default, default, new byte[28]));
        Assert.Throws<ArgumentException>(() => RecordCipher.Seal(new byte[32], RandomSource.System, default, default, new byte[29]));
        Assert.Throws<ArgumentException>(() => RecordCipher.TryOpen(new byte[32], new byte[28], default, new byte[1]));
        Assert.Throws<ArgumentException>(() => RecordCipher.TryOpen(new byte[31], new byte[28], default, default));
    }

    [Fact]
    public void The_Wycheproof_suite_holds()
    {
        // Only what a record can be is tested: keys of 256, nonces of 96 and tags of 128 bits.
        var count = 0;
        foreach (var (group, test) in Vectors.RequireWycheproof("aes_gcm_test.json"))
        {
            if (group.GetProperty("keySize").GetInt32() != 256 || group.GetProperty("ivSize").GetInt32() != 96)
            {
                continue;
            }

            count++;
            var message = test.Hex("msg");
            byte[] expected = [.. test.Hex("iv"), .. test.Hex("ct"), .. test.Hex("tag")];
            var record = new byte[message.Length + RecordCipher.Overhead];
            RecordCipher.Seal(test.Hex("key"), test.Hex("iv"), message, test.Hex("aad"), record);
            Assert.Equal(test.Result() == "valid", record.AsSpan().SequenceEqual(expected));
            var opened = new byte[message.Length];
            Assert.Equal(test.Result() == "valid", RecordCipher.TryOpen(test.Hex("key"), expected, test.Hex("aad"), opened));
        }

        Assert.True(count > 50);
    }
}
