using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Randomness;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Age;

public sealed class AgeFileTests
{
    public static TheoryData<int> Lengths => [0, 1, 47, 48, 49, 65535, 65536, 65537, 131071, 131072, 131073];

    [Fact]
    public void A_file_is_the_one_computed_independently_and_asks_for_randomness_in_order()
    {
        var random = new SequenceRandomSource(Samples.Count(0, 16), Samples.Count(0x20, 32), Samples.Count(0x60, 16));
        var file = AgeEncryptor.Seal("attack at dawn"u8, [AgeRecipient.Parse(Samples.Recipient)], random);
        Assert.Equal(0, random.Left);
        Assert.Equal(
            "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBOWUJ5MWpaWWdOR3U2akthMzVFaE9EaFI3U0dpamp0MTZXWFEwczBXWWxRCnNYYU1TVVlxQTZKRHJYTXNNaFEr"
            + "aGdVc3A3NGZ5ZjdITW5DN05GUWsrWDQKLS0tIFQ1VHZtaFZwLzVhdmF4RG42Y29TNEU4LzVhV0ZEaUpYVVk2b1dpU2dpeGsKYGFiY2RlZmdoaWprbG1ub/TDL9PkFVcr"
            + "AhO3xU2grSaE61BXmYOIAvVTnLEfag==",
            Convert.ToBase64String(file));
        using var identity = Samples.CreateIdentity();
        Assert.Equal("attack at dawn"u8, AgeDecryptor.Open(file, [identity]));
    }

    [Fact]
    public void A_derived_source_gives_the_same_file_and_the_system_never_does()
    {
        var recipient = AgeRecipient.Parse(Samples.Recipient);
        using var first = new DerivedRandomSource(Samples.Secret, "bundle");
        using var second = new DerivedRandomSource(Samples.Secret, "bundle");
        Assert.Equal(AgeEncryptor.Seal("text"u8, [recipient], first), AgeEncryptor.Seal("text"u8, [recipient], second));
        Assert.NotEqual(
            AgeEncryptor.Seal("text"u8, [recipient], RandomSource.System), AgeEncryptor.Seal("text"u8, [recipient], RandomSource.System));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_file_comes_back_for_each_of_its_recipients(int length)
    {
        using var first = AgeIdentity.Create(RandomSource.System);
        using var second = AgeIdentity.Create(RandomSource.System);
        using var stranger = AgeIdentity.Create(RandomSource.System);
        var plaintext = Samples.Bytes(length);
        var file = AgeEncryptor.Seal(plaintext, [first.Recipient, second.Recipient], RandomSource.System);
        Assert.Equal(plaintext, AgeDecryptor.Open(file, [first]));
        Assert.Equal(plaintext, AgeDecryptor.Open(file, [stranger, second]));
        AssertRefused(AgeFailure.NoMatch, file, stranger);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void However_it_is_written_and_read_in_pieces_it_comes_back(int length)
    {
        using var identity = Samples.CreateIdentity();
        var plaintext = Samples.Bytes(length);
        foreach (var (armored, piece) in new[] { (false, 1000), (true, 7), (true, 70_000) })
        {
            using var destination = new MemoryStream();
            using (var writer = AgeEncryptor.OpenWrite(destination, [identity.Recipient], RandomSource.System, armored))
            {
                for (var start = 0; start < length; start += piece)
                {
                    writer.Write(plaintext, start, Math.Min(piece, length - start));
                    writer.Flush();
                }
            }

            Assert.Equal(armored, Encoding.Latin1.GetString(destination.ToArray()).StartsWith("-----BEGIN AGE", StringComparison.Ordinal));
            using var source = new PiecewiseStream(destination.ToArray(), piece);
            using var reader = AgeDecryptor.OpenRead(source, [identity]);
            using var opened = new MemoryStream();
            reader.CopyTo(opened, Math.Max(1, piece / 3));
            Assert.Equal(plaintext, opened.ToArray());
            Assert.Equal(0, reader.Read(new byte[1], 0, 1));
        }
    }

    [Fact]
    public void The_destination_and_the_source_stay_open_and_closing_twice_does_nothing()
    {
        using var identity = Samples.CreateIdentity();
        using var stream = new MemoryStream();
        var writer = AgeEncryptor.OpenWrite(stream, [identity.Recipient], RandomSource.System);
        writer.Dispose();
        var length = stream.Length;
        writer.Dispose();
        Assert.Equal(length, stream.Length);
        Assert.Throws<ObjectDisposedException>(() => writer.WriteByte(1));
        stream.Position = 0;
        AgeDecryptor.OpenRead(stream, [identity]).Dispose();
        Assert.True(stream.CanRead);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_flipped_bit_is_refused(bool armored)
    {
        using var identity = Samples.CreateIdentity();
        var file = Seal("secret"u8.ToArray(), identity, armored);
        foreach (var (bit, flipped) in BitFlips.Of(file))
        {
            var exception = Record.Exception(() => AgeDecryptor.Open(flipped, [identity]));
            if (exception is null)
            {
                // The one change that armor allows: the white space after it.
                Assert.True(armored && bit / 8 == file.Length - 1, $"bit {bit}");
                continue;
            }

            Assert.Equal(ErrorCode.SealInvalid, Assert.IsType<SwarmException>(exception).ErrorCode);
            Assert.NotNull(AgeFailures.Of((SwarmException)exception));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_is_cut_short_or_extended_is_refused(bool armored)
    {
        using var identity = Samples.CreateIdentity();
        var file = Seal(Samples.Bytes(300), identity, armored);
        for (var length = 0; length < file.Length - 1; length++)
        {
            Assert.Throws<SwarmException>(() => AgeDecryptor.Open(file.AsSpan(0, length), [identity]));
        }

        Assert.Throws<SwarmException>(() => AgeDecryptor.Open([.. file, 0], [identity]));
    }

    [Theory]
    [InlineData(65536)]
    [InlineData(131072)]
    public void Cutting_at_a_chunk_is_noticed_and_nothing_unauthenticated_is_given(int kept)
    {
        using var identity = Samples.CreateIdentity();
        var plaintext = Samples.Bytes(200_000);
        var file = AgeEncryptor.Seal(plaintext, [identity.Recipient], RandomSource.System);
        var payload = file.Length - (200_000 + (4 * 16));
        using var source = new MemoryStream(file, 0, payload + kept + (kept / 65536 * 16));
        using var reader = AgeDecryptor.OpenRead(source, [identity]);
        using var opened = new MemoryStream();
        Assert.Equal(AgeFailure.PayloadInvalid, AgeFailures.Of(Assert.Throws<SwarmException>(() => reader.CopyTo(opened))));
        Assert.Equal(plaintext[..(kept - 65536)], opened.ToArray());
        Assert.Throws<SwarmException>(() => reader.ReadByte());
    }

    [Fact]
    public void Chunks_that_changed_places_are_refused()
    {
        using var identity = Samples.CreateIdentity();
        var file = AgeEncryptor.Seal(Samples.Bytes(3 * 65536), [identity.Recipient], RandomSource.System);
        var first = file.AsSpan(file.Length - (3 * 65552), 65552);
        var second = file.AsSpan(file.Length - (2 * 65552), 65552);
        var copy = first.ToArray();
        second.CopyTo(first);
        copy.CopyTo(second);
        AssertRefused(AgeFailure.PayloadInvalid, file, identity);
    }

    [Theory]
    [InlineData("", AgeFailure.HeaderInvalid)]
    [InlineData("PK\u0003\u0004", AgeFailure.HeaderInvalid)]
    [InlineData("age-encryption.org/v1", AgeFailure.HeaderInvalid)]
    [InlineData("age-encryption.org/v1\n", AgeFailure.HeaderInvalid)]
    [InlineData("age-encryption.org/v1\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", AgeFailure.HeaderInvalid)]
    [InlineData("age-encryption.org/v2\n", AgeFailure.Unsupported)]
    [InlineData("age-encryption.org/vx\n", AgeFailure.HeaderInvalid)]
    [InlineData("-----BEGIN PGP MESSAGE-----\n", AgeFailure.ArmorInvalid)]
    public void What_is_no_age_file_is_told_so(string text, AgeFailure expected)
    {
        using var identity = Samples.CreateIdentity();
        AssertRefused(expected, Encoding.Latin1.GetBytes(text), identity);
    }

    [Fact]
    public void A_header_without_end_is_bounded()
    {
        using var identity = Samples.CreateIdentity();
        AssertRefused(AgeFailure.HeaderInvalid, [.. "age-encryption.org/v1\n-> "u8, .. Enumerable.Repeat((byte)'a', 1 << 20)], identity);
    }

    [Fact]
    public void There_is_no_file_without_recipients() =>
        Assert.Throws<ArgumentException>(() => AgeEncryptor.OpenWrite(Stream.Null, [], RandomSource.System));

    [Fact]
    public void Without_identities_nothing_matches()
    {
        using var identity = Samples.CreateIdentity();
        var file = Seal([1], identity, armored: false);
        Assert.Equal(AgeFailure.NoMatch, AgeFailures.Of(Assert.Throws<SwarmException>(() => AgeDecryptor.Open(file, []))));
    }

    [Fact]
    public void Memory_does_not_grow_with_the_file()
    {
        using var identity = Samples.CreateIdentity();
        using var folder = new TemporaryFolder();
        var block = Samples.Bytes(1 << 20);
        using var file = File.Create(folder.Combine("sealed.age"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var writer = AgeEncryptor.OpenWrite(file, [identity.Recipient], RandomSource.System))
        {
            for (var count = 0; count < 32; count++)
            {
                writer.Write(block);
            }
        }

        file.Position = 0;
        using var reader = AgeDecryptor.OpenRead(file, [identity]);
        var total = 0L;
        while (reader.Read(block) is var read and > 0)
        {
            total += read;
        }

        Assert.Equal(32L << 20, total);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65536)]
    [InlineData(200_000)]
    public void The_age_command_opens_what_was_sealed_and_the_other_way_round(int length)
    {
        using var folder = new TemporaryFolder();
        using var identity = AgeIdentity.Create(RandomSource.System);
        var plaintext = Samples.Bytes(length);
        var identityFile = folder.Combine("identity.txt");
        File.WriteAllText(identityFile, identity.ExportSecret() + "\n");
        Assert.Equal(plaintext, AgeTool.Run(Seal(plaintext, identity, armored: false), "-d", "-i", identityFile));
        Assert.Equal(plaintext, AgeTool.Run(Seal(plaintext, identity, armored: true), "-d", "-i", identityFile));
        var recipient = identity.Recipient.ToString();
        Assert.Equal(plaintext, AgeDecryptor.Open(AgeTool.Run(plaintext, "-r", recipient), [identity]));
        Assert.Equal(plaintext, AgeDecryptor.Open(AgeTool.Run(plaintext, "-a", "-r", recipient, "-r", Samples.Recipient), [identity]));
    }

    private static byte[] Seal(byte[] plaintext, AgeIdentity identity, bool armored)
    {
        using var destination = new MemoryStream();
        using (var writer = AgeEncryptor.OpenWrite(destination, [identity.Recipient], RandomSource.System, armored))
        {
            writer.Write(plaintext);
        }

        return destination.ToArray();
    }

    private static void AssertRefused(AgeFailure expected, byte[] file, AgeIdentity identity)
    {
        var exception = Assert.Throws<SwarmException>(() => AgeDecryptor.Open(file, [identity]));
        Assert.Equal((ErrorCode.SealInvalid, expected), (exception.ErrorCode, AgeFailures.Of(exception)));
    }

    /// <summary>A source that gives fewer bytes than were asked for.</summary>
    private sealed class PiecewiseStream(byte[] content, int piece) : MemoryStream(content, writable: false)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(piece, count));
    }
}
