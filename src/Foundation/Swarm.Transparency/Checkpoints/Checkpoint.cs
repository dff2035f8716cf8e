using System.Globalization;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Cryptography.Encodings;
using Swarm.Transparency.Errors;

namespace Swarm.Transparency.Checkpoints;

/// <summary>A log's statement of its tree (C2SP tlog-checkpoint): the text of a signed note.</summary>
/// <param name="Origin">Which log speaks.</param>
/// <param name="Size">How many entries its tree has.</param>
/// <param name="Root">Its tree's root.</param>
public sealed record Checkpoint(string Origin, long Size, Digest Root)
{
    /// <summary>Further lines, which only those understand who agreed on them.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="text">A note's text, with its last line feed.</param>
    /// <exception cref="SwarmException">It is no checkpoint (<c>TRANSPARENCY_INVALID</c>).</exception>
    public static Checkpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Split('\n') is not [{ Length: > 0 } origin, var number, var hash, .. var extensions, ""])
        {
            throw Refusal.Invalid("The checkpoint lacks its origin, its size, its root or its last line feed.");
        }

        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || !string.Equals(size.ToString(CultureInfo.InvariantCulture), number, StringComparison.Ordinal))
        {
            throw Refusal.Invalid("The checkpoint has a size that is no number from 0 to 2^63 - 1.");
        }

        if (Array.Exists(extensions, line => line.Length == 0))
        {
            throw Refusal.Invalid("The checkpoint has an empty line.");
        }

        return StrictBase64.Decode(hash, Base64Form.Padded) is { Length: Digest.Size } root
            ? new Checkpoint(origin, size, new Digest(root)) { Extensions = extensions }
            : throw Refusal.Invalid("The checkpoint has a root that is no hash of 32 bytes.");
    }

    /// <summary>Writes the checkpoint as the text of a note.</summary>
    /// <exception cref="SwarmException">It would be read as something else (<c>TRANSPARENCY_INVALID</c>).</exception>
    public string ToText()
    {
        var root = StrictBase64.Encode(Root.Span, Base64Form.Padded);
        var extensions = string.Concat(Extensions.Select(line => line + "\n"));
        var text = string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{root}\n{extensions}");
        return Parse(text).Equals(this)
            ? text
            : throw Refusal.Invalid("The checkpoint cannot be written: its origin or an extension has a line feed.");
    }

    /// <inheritdoc/>
    public bool Equals(Checkpoint? other) => other is not null && string.Equals(Origin, other.Origin, StringComparison.Ordinal)
        && Size == other.Size && Root == other.Root && Extensions.SequenceEqual(other.Extensions, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Origin, Size, Root);
}
