using System.Text;
using Swarm.Verification.Encodings;

namespace Swarm.Verification.Logs;

/// <summary>One signature line of a signed note (C2SP, signed-note.md).</summary>
/// <param name="Name">The name of the key: for a log's own, its origin.</param>
/// <param name="KeyHint">The first 4 bytes of the key's identifier.</param>
/// <param name="Signature">The signature.</param>
internal sealed record NoteSignature(string Name, ReadOnlyMemory<byte> KeyHint, ReadOnlyMemory<byte> Signature)
{
    private const string Dash = "\u2014 ";

    private const int HintSize = 4;

    /// <summary>Reads a line, or gives null where it is malformed.</summary>
    internal static NoteSignature? Read(string line)
    {
        if (!line.StartsWith(Dash, StringComparison.Ordinal) || line.IndexOf(' ', Dash.Length) is var space && space <= Dash.Length)
        {
            return null;
        }

        var bytes = StrictBase64.DecodePadded(Encoding.UTF8.GetBytes(line[(space + 1)..]));
        return bytes is { Length: > HintSize } ? new NoteSignature(line[Dash.Length..space], bytes.AsMemory(0, HintSize), bytes.AsMemory(HintSize)) : null;
    }
}
