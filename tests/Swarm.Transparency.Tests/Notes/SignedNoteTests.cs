using System.Text;
using CsCheck;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Transparency.Notes;

namespace Swarm.Transparency.Tests.Notes;

public sealed class SignedNoteTests
{
    // The keys and notes of Go's checksum database (golang.org/x/mod/sumdb/note), with which other implementations are tested too.
    private const string Peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private const string Enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";

    private const string Text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";

    private const string PeterLine =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private const string EnochLine =
        "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

    private static readonly VerifierKey PeterKey = VerifierKey.Parse(Peter);

    private static readonly VerifierKey EnochKey = VerifierKey.Parse(Enoch);

    [Fact]
    public void Known_notes_verify_by_the_keys_that_are_known()
    {
        var note = Parse(Text + "\n" + PeterLine + EnochLine);
        Assert.Equal(Text, note.Text);
        Assert.Equal(["PeterNeumann"], Names(note.Verify([PeterKey])));
        Assert.Equal(["PeterNeumann", "EnochRoot"], Names(note.Verify([EnochKey, PeterKey])));
        Assert.All(note.Verify([PeterKey, EnochKey]), signature => Assert.Null(signature.Time));
        Assert.Contains("not signed by", Refused(() => note.Verify([])).Message, StringComparison.Ordinal);
        Refused(() => Parse(Text + "\n" + EnochLine).Verify([PeterKey]));
    }

    [Fact]
    public void A_note_is_written_as_others_write_it()
    {
        using var key = SigningKey.FromSeed(Convert.FromBase64String("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").AsSpan(1));
        var note = new SignedNote(Text, [NoteSignature.Sign("PeterNeumann", key, Text)]);
        Assert.Equal(Text + "\n" + PeterLine, Encoding.UTF8.GetString(note.ToBytes()));
        Assert.Equal(Peter, new VerifierKey("PeterNeumann", SignatureType.Ed25519, key.PublicKey.Span).ToString());
    }

    [Fact]
    public void A_known_keys_signature_that_does_not_verify_sinks_the_note_and_a_strangers_does_not()
    {
        var bad = Parse(Text + "\n" + PeterLine + EnochLine.Replace("5n2tiOHp", "5n2tiOHq", StringComparison.Ordinal));
        Assert.Equal(["PeterNeumann"], Names(bad.Verify([PeterKey])));
        Assert.Contains("EnochRoot", Refused(() => bad.Verify([PeterKey, EnochKey])).Message, StringComparison.Ordinal);

        // The same name with another id, and the same id with another name, are strangers.
        foreach (var (from, to) in new[] { ("x08g", "x08h"), ("Peter", "Petra") })
        {
            var note = Parse(Text + "\n" + PeterLine.Replace(from, to, StringComparison.Ordinal) + EnochLine);
            Assert.Equal(["EnochRoot"], Names(note.Verify([PeterKey, EnochKey])));
        }

        // What a key signed twice counts once, by its first line.
        var twice = Parse(Text + "\n" + PeterLine + PeterLine.Replace("BwJnAM=", "BwJnAQ=", StringComparison.Ordinal));
        Assert.Equal(["PeterNeumann"], Names(twice.Verify([PeterKey])));
    }

    [Fact]
    public void Two_keys_that_cannot_be_told_apart_are_refused()
    {
        var note = Parse(Text + "\n" + PeterLine);
        Assert.Equal("KEY_INVALID", Assert.Throws<SwarmException>(() => note.Verify([PeterKey, EnochKey, VerifierKey.Parse(Peter)])).Code);
    }

    [Fact]
    public void Every_changed_byte_of_a_signed_note_is_found()
    {
        var bytes = Encoding.UTF8.GetBytes(Text + "\n" + PeterLine);
        for (var position = 0; position < bytes.Length; position++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = bytes.ToArray();
                changed[position] ^= (byte)(1 << bit);
                Refused(() => SignedNote.Parse(changed).Verify([PeterKey]));
            }

            Refused(() => SignedNote.Parse(bytes.AsSpan(0, position)).Verify([PeterKey]));
            Refused(() => SignedNote.Parse([.. bytes.AsSpan(0, position), (byte)'x', .. bytes.AsSpan(position)]).Verify([PeterKey]));
        }
    }

    public static TheoryData<string> Malformed =>
    [
        "",
        "\n",
        "\n\n",
        Text,
        Text + "\n",
        Text + PeterLine,
        Text + "\n" + PeterLine[..^1],
        Text + "\n" + PeterLine + "\n",
        Text + "\n" + PeterLine + "Unexpected line.\n",
        Text + "\n" + PeterLine + "— PeterNeumann\n",
        Text + "\n" + PeterLine + "— PeterNeumann \n",
        Text + "\n" + PeterLine + "—  x08go/ZJkuBS\n",
        Text + "\n" + PeterLine + "— x08go/ZJkuBS\n",
        Text + "\n" + PeterLine + "— Bad Name x08go/ZJkuBS\n",
        Text + "\n" + PeterLine + "— Bad\u00a0Name x08go/ZJkuBS\n",
        Text + "\n" + PeterLine + "— Bad\u2028Name x08go/ZJkuBS\n",
        Text + "\n" + PeterLine + "— Bad+Name x08go/ZJkuBS\n",
        Text + "\n" + PeterLine + "- PeterNeumann x08go/ZJkuBS\n",
        Text + "\n" + PeterLine + "—PeterNeumann x08go/ZJkuBS\n",
        Text + "\n" + PeterLine + "— PeterNeumann x08go/ZJkuBS \n",
        Text + "\n" + PeterLine + "— PeterNeumann  x08go/ZJkuBS\n",
        Text + "\n" + PeterLine + "— PeterNeumann x08go_ZJkuBS\n",
        Text + "\n" + PeterLine + "— PeterNeumann x08go/ZJkuA\n",
        Text + "\n" + PeterLine + "— PeterNeumann x08go/ZJkuB=\n",
        Text + "\n" + PeterLine + "— PeterNeumann x08gow==\n",
        Text + "\n" + PeterLine + "— PeterNeumann x08g\n",
        Text + "\n" + PeterLine + "— PeterNeumann ====\n",
        "\u0001" + Text + "\n" + PeterLine,
        "\0" + Text + "\n" + PeterLine,
        Text + "\n" + PeterLine + "\0",
        Text + "\n" + PeterLine.Replace("Peter", "Peter\0", StringComparison.Ordinal),
        Text.Replace('\n', '\t') + "\n\n" + PeterLine,
        (Text + "\n" + PeterLine).Replace("\n", "\r\n", StringComparison.Ordinal),
        Text + "\n" + string.Concat(Enumerable.Repeat(PeterLine, SignedNote.MaxSignatures + 1)),
        Text + "\n" + PeterLine + $"— PeterNeumann {new string('A', SignedNote.MaxBytes)}\n",
        new string('x', SignedNote.MaxBytes) + "\n\n" + PeterLine,
        new string('\n', SignedNote.MaxBytes + 1),
    ];

    [Theory]
    [MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void What_is_no_note_is_refused(string note) => Refused(() => Parse(note));

    [Fact]
    public void A_note_that_is_not_utf8_is_refused()
    {
        foreach (var bytes in (byte[][])[[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80]])
        {
            Refused(() => SignedNote.Parse([.. bytes, .. Encoding.UTF8.GetBytes(Text + "\n" + PeterLine)]));
            Refused(() => SignedNote.Parse([.. Encoding.UTF8.GetBytes(Text + "\n— "), .. bytes, .. Encoding.UTF8.GetBytes(" x08go/ZJkuBS\n")]));
        }
    }

    [Fact]
    public void As_many_signatures_as_are_read_verify()
    {
        var note = Parse(Text + "\n" + string.Concat(Enumerable.Repeat(EnochLine, SignedNote.MaxSignatures - 1)) + PeterLine);
        Assert.Equal(["PeterNeumann"], Names(note.Verify([PeterKey])));
    }

    [Fact]
    public void The_text_ends_at_the_last_empty_line()
    {
        using var key = SigningKey.Create(RandomSource.System);
        foreach (var text in (string[])["\n", "a\n\nb\n", "a\n\n", "\n\n\n", "a\n\n" + PeterLine + "b\n"])
        {
            var bytes = new SignedNote(text, [NoteSignature.Sign("x", key, text)]).ToBytes();
            Assert.Equal(text, SignedNote.Parse(bytes).Text);
        }
    }

    [Fact]
    public void What_is_written_is_read_again_or_not_written()
    {
        using var key = SigningKey.FromSeed(new byte[32]);
        var verifier = new VerifierKey("k", SignatureType.Ed25519, key.PublicKey.Span);
        Gen.Select(Gen.String, Gen.String).Sample(
            (text, name) =>
            {
                var whole = text + "\n";
                if (!IsUnicode(whole) || whole.Any(character => character < ' ' && character != '\n'))
                {
                    Refused(() => NoteSignature.Sign("k", key, whole));
                    return;
                }

                var note = new SignedNote(whole, [NoteSignature.Sign("k", key, whole), new NoteSignature(name, 7, new byte[] { 1 })]);
                try
                {
                    var read = SignedNote.Parse(note.ToBytes());
                    Assert.Equal((whole, name), (read.Text, read.Signatures[1].Name));
                    Assert.Equal(["k"], Names(read.Verify([verifier])));
                }
                catch (SwarmException)
                {
                    Assert.True(name.Length == 0 || name.Contains('+', StringComparison.Ordinal) || !IsUnicode(name)
                        || name.EnumerateRunes().Any(rune => Rune.IsWhiteSpace(rune) || rune.Value < ' '));
                }
            },
            iter: 2000);
    }

    [Fact]
    public void A_note_that_would_read_as_another_is_not_written()
    {
        using var key = SigningKey.FromSeed(new byte[32]);
        Refused(() => NoteSignature.Sign("k", key, "no line feed"));
        Refused(() => NoteSignature.Sign("k", key, "a\rb\n"));
        Refused(() => NoteSignature.Sign("k", key, "\ud800\n"));
        var line = NoteSignature.Sign("k", key, "a\n");
        Refused(() => new SignedNote("a\n", []).ToBytes());
        Refused(() => new SignedNote("a", [line]).ToBytes());
        Refused(() => new SignedNote("a\n\nb", [line]).ToBytes());
        Refused(() => new SignedNote("\ud800\n", [line]).ToBytes());
        Refused(() => new SignedNote("a\n", [line with { Name = "\ud800" }]).ToBytes());
        Refused(() => new SignedNote("a\n", [line with { Name = "k AAAAAAAA\n— l" }]).ToBytes());
        Refused(() => new SignedNote("a\n", [line with { Name = "k AAAAAAAA\n\n— l" }]).ToBytes());
        Refused(() => new SignedNote("a\n", [line with { Signature = default }]).ToBytes());
        Assert.Equal("KEY_INVALID", Assert.Throws<SwarmException>(() => NoteSignature.Sign("a b", key, "a\n")).Code);
    }

    private static SignedNote Parse(string note) => SignedNote.Parse(Encoding.UTF8.GetBytes(note));

    private static bool IsUnicode(string text) =>
        string.Equals(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), text, StringComparison.Ordinal);

    private static IEnumerable<string> Names(IEnumerable<VerifiedSignature> signatures) =>
        signatures.Select(signature => signature.Key.Name);

    private static SwarmException Refused(Action action)
    {
        var exception = Assert.Throws<SwarmException>(action);
        Assert.Equal("TRANSPARENCY_INVALID", exception.Code);
        return exception;
    }
}
