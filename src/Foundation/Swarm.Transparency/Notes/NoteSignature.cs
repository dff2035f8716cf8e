using System.Buffers.Binary;
using Swarm.Core.Errors;
using Swarm.Cryptography.Encodings;
using Swarm.Cryptography.Signing;
using Swarm.Transparency.Errors;

namespace Swarm.Transparency.Notes;

/// <summary>One signature line of a signed note (C2SP signed-note, "Signatures").</summary>
/// <param name="Name">The name of the key.</param>
/// <param name="KeyId">The key's id, which with its name tells which key and which type it is of.</param>
/// <param name="Signature">The signature, as its type has it.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Signature)
{
    private const string Dash = "\u2014 ";

    /// <summary>Signs a text with Ed25519 (<see cref="SignatureType.Ed25519"/>).</summary>
    /// <param name="name">The name of the key: for a log's own, its origin.</param>
    /// <param name="key">The private key.</param>
    /// <param name="text">The note's text, with its last line feed.</param>
    /// <exception cref="SwarmException">
    /// The name may not be one (<c>KEY_INVALID</c>), or the text is no note's (<c>TRANSPARENCY_INVALID</c>).
    /// </exception>
    public static NoteSignature Sign(string name, SigningKey key, string text)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(text);
        if (!text.EndsWith('\n') || !NoteText.IsPlain(text))
        {
            throw Refusal.Invalid(
                "This text cannot be signed as a note: it has to end with a line feed, and have no other control characters.");
        }

        var verifier = new VerifierKey(name, SignatureType.Ed25519, key.PublicKey.Span);
        return new NoteSignature(name, verifier.KeyId, key.Sign(NoteText.StrictUtf8.GetBytes(text)));
    }

    /// <summary>The line, with its line feed.</summary>
    public override string ToString()
    {
        var bytes = new byte[sizeof(uint) + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Signature.Span.CopyTo(bytes.AsSpan(sizeof(uint)));
        return $"{Dash}{Name} {StrictBase64.Encode(bytes, Base64Form.Padded)}\n";
    }

    /// <summary>Reads a line without its line feed, or gives null where it is malformed.</summary>
    internal static NoteSignature? Read(string line)
    {
        if (!line.StartsWith(Dash, StringComparison.Ordinal) || line.IndexOf(' ', Dash.Length) is var space && space < 0)
        {
            return null;
        }

        var name = line[Dash.Length..space];
        return NoteText.IsKeyName(name) && StrictBase64.Decode(line[(space + 1)..], Base64Form.Padded) is { Length: > sizeof(uint) } bytes
            ? new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(sizeof(uint)))
            : null;
    }
}
