using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.Logs;

/// <summary>
/// A log's signed statement of its tree (C2SP, tlog-checkpoint.md, in a signed note, signed-note.md), read. Nothing of
/// it is verified yet.
/// </summary>
/// <param name="Origin">Which log speaks.</param>
/// <param name="TreeSize">How many entries its tree has.</param>
/// <param name="RootHash">Its tree's root.</param>
/// <param name="SignedText">What was signed.</param>
/// <param name="Signatures">Who signed: the log, and perhaps witnesses.</param>
internal sealed record Checkpoint(string Origin, long TreeSize, byte[] RootHash, byte[] SignedText, IReadOnlyList<NoteSignature> Signatures)
{
    private const int MostSignatures = 64;

    private const string What = "The log's checkpoint";

    internal static Checkpoint Read(string envelope)
    {
        var end = envelope.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || !envelope.EndsWith('\n') || envelope.Contains('\r', StringComparison.Ordinal))
        {
            throw Refusal.Malformed($"{What} is no signed note.");
        }

        var text = envelope[..(end + 1)];
        var lines = text[..^1].Split('\n');
        if (lines.Length < 3 || lines[0].Length == 0)
        {
            throw Refusal.Malformed($"{What} lacks its origin, its size or its root.");
        }

        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || !string.Equals(size.ToString(CultureInfo.InvariantCulture), lines[1], StringComparison.Ordinal))
        {
            throw Refusal.Malformed($"{What} has a size that is no number.");
        }

        return StrictBase64.DecodePadded(Encoding.UTF8.GetBytes(lines[2])) is { Length: SHA256.HashSizeInBytes } root
            ? new Checkpoint(lines[0], size, root, Encoding.UTF8.GetBytes(text), ReadSignatures(envelope[(end + 2)..]))
            : throw Refusal.Malformed($"{What} has a root that is no hash.");
    }

    private static List<NoteSignature> ReadSignatures(string block)
    {
        var signatures = new List<NoteSignature>();
        foreach (var line in block.Split('\n')[..^1])
        {
            if (signatures.Count == MostSignatures)
            {
                throw Refusal.Malformed($"{What} has more than {MostSignatures} signatures.");
            }

            signatures.Add(NoteSignature.Read(line) ?? throw Refusal.Malformed($"{What} has a signature that is malformed."));
        }

        return signatures.Count > 0 ? signatures : throw Refusal.Malformed($"{What} has no signature.");
    }
}
