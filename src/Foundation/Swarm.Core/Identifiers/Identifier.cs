using System.Diagnostics.CodeAnalysis;
using Swarm.Core.Randomness;

namespace Swarm.Core.Identifiers;

/// <summary>
/// Makes and recognises the ids of runs, nodes and snapshots: a prefix that tells the kind, and 120 bits as
/// lower-case Crockford base 32, which has no letters that are read as digits.
/// </summary>
public static class Identifier
{
    /// <summary>The prefix of a run's id.</summary>
    public const string RunPrefix = "run-";

    /// <summary>The prefix of a node's id.</summary>
    public const string NodePrefix = "node-";

    /// <summary>The prefix of a snapshot's id.</summary>
    public const string StatePrefix = "state-";

    /// <summary>The prefix of a ticket's id.</summary>
    public const string TicketPrefix = "ticket-";

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int ByteCount = 15;
    private const int CharacterCount = ByteCount * 8 / 5;

    /// <summary>Makes a new id.</summary>
    /// <param name="prefix">One of the prefixes of this class.</param>
    /// <param name="random">Where its 120 bits come from.</param>
    public static string Create(string prefix, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[ByteCount];
        random.Fill(bytes);
        return Format(prefix, bytes);
    }

    /// <summary>Writes given bytes as an id.</summary>
    /// <param name="prefix">One of the prefixes of this class.</param>
    /// <param name="bytes">At least 15 bytes, of which the first 15 are used.</param>
    public static string Format(string prefix, ReadOnlySpan<byte> bytes)
    {
        Span<char> characters = stackalloc char[CharacterCount];
        for (var index = 0; index < CharacterCount; index++)
        {
            var bit = index * 5;
            var pair = (bytes[bit / 8] << 8) | ((bit / 8) + 1 < ByteCount ? bytes[(bit / 8) + 1] : 0);
            characters[index] = Alphabet[(pair >> (11 - (bit % 8))) & 31];
        }

        return string.Concat(prefix, characters);
    }

    /// <summary>Whether a text is a whole id of the kind that the prefix names.</summary>
    /// <param name="text">The text.</param>
    /// <param name="prefix">One of the prefixes of this class.</param>
    public static bool IsValid([NotNullWhen(true)] string? text, string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return text is not null && text.Length == prefix.Length + CharacterCount
            && text.StartsWith(prefix, StringComparison.Ordinal)
            && !text.AsSpan(prefix.Length).ContainsAnyExcept(Alphabet);
    }
}
