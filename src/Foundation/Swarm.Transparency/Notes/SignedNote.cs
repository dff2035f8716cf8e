using System.Text;
using Swarm.Core.Errors;
using Swarm.Transparency.Errors;

namespace Swarm.Transparency.Notes;

/// <summary>A text that one key or more signed (C2SP signed-note). Nothing of it is verified until <see cref="Verify"/> says so.</summary>
/// <param name="Text">The text, with its last line feed.</param>
/// <param name="Signatures">The signatures, of keys known and unknown.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>The most bytes that are read.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The most signatures that are read.</summary>
    public const int MaxSignatures = 64;

    /// <summary>Reads a note.</summary>
    /// <param name="note">Its bytes.</param>
    /// <exception cref="SwarmException">They are no signed note, or too long (<c>TRANSPARENCY_INVALID</c>).</exception>
    public static SignedNote Parse(ReadOnlySpan<byte> note)
    {
        if (note.Length > MaxBytes)
        {
            throw Refusal.Invalid($"The signed note has {note.Length} bytes, and at most {MaxBytes} are read.");
        }

        // The last empty line parts the text from the signatures.
        var whole = Decode(note);
        var end = whole.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || whole[^1] != '\n' || !NoteText.IsPlain(whole))
        {
            throw Refusal.Invalid(
                "This is no signed note: that is a text that ends with a line feed, an empty line, and a line for each signature, "
                + "without control characters.");
        }

        return new SignedNote(whole[..(end + 1)], ReadSignatures(whole[(end + 2)..]));
    }

    /// <summary>Writes the note.</summary>
    /// <exception cref="SwarmException">It could not be read again (<c>TRANSPARENCY_INVALID</c>).</exception>
    public byte[] ToBytes()
    {
        // A lone surrogate is written as another character, which the comparison finds.
        var whole = ToString();
        var bytes = Encoding.UTF8.GetBytes(whole);
        var read = Parse(bytes);
        return string.Equals(read.Text, Text, StringComparison.Ordinal) && read.Signatures.Count == Signatures.Count
            && string.Equals(read.ToString(), whole, StringComparison.Ordinal)
            ? bytes
            : throw Refusal.Invalid("The note cannot be written: its text or the name of a key would read as something else.");
    }

    /// <summary>The note as text, whatever it holds.</summary>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures)}";

    /// <summary>
    /// Verifies the signatures of known keys. Those of others say nothing and are passed over; so is what a key signed once more after its
    /// first line.
    /// </summary>
    /// <param name="keys">The keys that are known, each once.</param>
    /// <returns>The signatures that hold, at least one, in the note's order.</returns>
    /// <exception cref="SwarmException">
    /// No known key signed, or a known key's signature does not verify (<c>TRANSPARENCY_INVALID</c>), or two keys have one name and one id
    /// (<c>KEY_INVALID</c>).
    /// </exception>
    public IReadOnlyList<VerifiedSignature> Verify(IEnumerable<VerifierKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var unseen = new Dictionary<(string Name, uint Id), VerifierKey>();
        foreach (var key in keys)
        {
            if (!unseen.TryAdd((key.Name, key.KeyId), key))
            {
                throw new SwarmException(
                    ErrorCode.KeyInvalid,
                    $"The verifier key '{key.Name}' is there twice, or two keys share its name and its id: give each once.");
            }
        }

        var text = NoteText.StrictUtf8.GetBytes(Text);
        var verified = new List<VerifiedSignature>();
        foreach (var line in Signatures)
        {
            if (!unseen.Remove((line.Name, line.KeyId), out var key))
            {
                continue;
            }

            if (!key.Verify(text, line.Signature.Span))
            {
                throw Refusal.Invalid($"The signature of '{key.Name}' on the note does not verify.");
            }

            var time = key.Type == SignatureType.CosignatureV1 ? TimestampedSignature.ReadTime(line.Signature.Span) : (long?)null;
            verified.Add(new VerifiedSignature(key, time));
        }

        return verified.Count > 0 ? verified : throw Refusal.Invalid("The note is not signed by a key that is known.");
    }

    private static string Decode(ReadOnlySpan<byte> note)
    {
        try
        {
            return NoteText.StrictUtf8.GetString(note);
        }
        catch (DecoderFallbackException)
        {
            throw Refusal.Invalid("This is no signed note: it is not UTF-8.");
        }
    }

    private static List<NoteSignature> ReadSignatures(string block)
    {
        var signatures = new List<NoteSignature>();
        foreach (var line in block.Split('\n')[..^1])
        {
            if (signatures.Count == MaxSignatures)
            {
                throw Refusal.Invalid($"The signed note has more than {MaxSignatures} signatures.");
            }

            signatures.Add(NoteSignature.Read(line) ?? throw Refusal.Invalid("The signed note has a signature that is malformed."));
        }

        return signatures.Count > 0 ? signatures : throw Refusal.Invalid("The signed note has no signature.");
    }
}
