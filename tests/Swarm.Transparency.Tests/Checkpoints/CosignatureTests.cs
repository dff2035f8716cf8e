using System.Buffers.Binary;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Transparency.Checkpoints;
using Swarm.Transparency.Notes;

namespace Swarm.Transparency.Tests.Checkpoints;

public sealed class CosignatureTests : IDisposable
{
    private const string Name = "witness.example.com/w1";

    private const long Time = 1679315147;

    private const string Text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    private readonly SigningKey _key = SigningKey.Create(RandomSource.System);

    private VerifierKey Key => new(Name, SignatureType.CosignatureV1, _key.PublicKey.Span);

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("an extension\n")]
    public void A_witness_signs_the_time_and_the_whole_checkpoint(string extension)
    {
        var text = Text + extension;
        var line = Cosignature.Sign(Name, _key, Checkpoint.Parse(text), Time);

        // As C2SP tlog-cosignature writes it out.
        Assert.Equal((Name, Key.KeyId, 72), (line.Name, line.KeyId, line.Signature.Length));
        Assert.Equal(Time, BinaryPrimitives.ReadInt64BigEndian(line.Signature.Span));
        Assert.True(_key.PublicKey.Verify(Encoding.UTF8.GetBytes($"cosignature/v1\ntime 1679315147\n{text}"), line.Signature.Span[8..]));
        var verified = Assert.Single(SignedNote.Parse(new SignedNote(text, [line]).ToBytes()).Verify([Key]));
        Assert.Equal((Name, Time), (verified.Key.Name, verified.Time));
    }

    [Fact]
    public void Every_changed_byte_of_signature_time_and_text_is_found()
    {
        var line = Cosignature.Sign(Name, _key, Checkpoint.Parse(Text), Time);
        for (var position = 0; position < line.Signature.Length; position++)
        {
            var changed = line.Signature.ToArray();
            changed[position] ^= 0x80;
            Refused(() => new SignedNote(Text, [line with { Signature = changed }]).Verify([Key]));
            Refused(() => new SignedNote(Text, [line with { Signature = line.Signature[..position] }]).Verify([Key]));
        }

        Refused(() => new SignedNote(Text, [line with { Signature = new byte[1_000_000] }]).Verify([Key]));
        Refused(() => new SignedNote(Text + "more\n", [line]).Verify([Key]));
        Refused(() => new SignedNote(Text.Replace("20852163", "20852164", StringComparison.Ordinal), [line]).Verify([Key]));
    }

    [Fact]
    public void A_time_before_1970_holds_for_nothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Cosignature.Sign(Name, _key, Checkpoint.Parse(Text), -1));
        var line = Cosignature.Sign(Name, _key, Checkpoint.Parse(Text), 0);
        Assert.Equal(0, Assert.Single(new SignedNote(Text, [line]).Verify([Key])).Time);

        // Signed as the time of 2^64 - 1, and as that of -1.
        foreach (var time in (string[])["18446744073709551615", "-1"])
        {
            var message = Encoding.UTF8.GetBytes($"cosignature/v1\ntime {time}\n{Text}");
            byte[] signature = [.. Enumerable.Repeat((byte)0xff, 8), .. _key.Sign(message)];
            Refused(() => new SignedNote(Text, [line with { Signature = signature }]).Verify([Key]));
        }
    }

    [Fact]
    public void A_cosignature_is_no_logs_signature_and_the_other_way_round()
    {
        var cosigned = Cosignature.Sign(Name, _key, Checkpoint.Parse(Text), Time);
        var signed = NoteSignature.Sign(Name, _key, Text);
        var asLog = new VerifierKey(Name, SignatureType.Ed25519, _key.PublicKey.Span);
        Assert.NotEqual(asLog.KeyId, Key.KeyId);
        Refused(() => new SignedNote(Text, [cosigned]).Verify([asLog]));
        Refused(() => new SignedNote(Text, [signed]).Verify([Key]));
        Refused(() => new SignedNote(Text, [signed with { KeyId = Key.KeyId }]).Verify([Key]));
        Refused(() => new SignedNote(Text, [cosigned with { KeyId = asLog.KeyId }]).Verify([asLog]));

        // A log and its witness sign one checkpoint.
        Assert.Equal([null, Time], new SignedNote(Text, [signed, cosigned]).Verify([Key, asLog]).Select(signature => signature.Time));
    }

    [Fact]
    public void Only_a_checkpoint_is_cosigned() =>
        Refused(() => Cosignature.Sign(Name, _key, Checkpoint.Parse(Text) with { Size = -1 }, Time));

    private static void Refused(Action action) => Assert.Equal("TRANSPARENCY_INVALID", Assert.Throws<SwarmException>(action).Code);
}
