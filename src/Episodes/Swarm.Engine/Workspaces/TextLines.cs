using DiffPlex;

namespace Swarm.Engine.Workspaces;

/// <summary>Texts as lines, and what differs between two of them. Only a line feed ends a line, as git has it; it belongs to its line.</summary>
public static class TextLines
{
    // Comparing takes time with the product of both: beyond this, what differs is one change.
    private const long MostCompared = 100_000_000;

    /// <summary>Splits a text.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var found ? found + 1 : text.Length;
            lines.Add(text[start..end]);
            start = end;
        }

        return lines;
    }

    /// <summary>Finds what differs, few lines where the texts are not too long.</summary>
    /// <param name="before">The lines of the one text.</param>
    /// <param name="after">The lines of the other.</param>
    /// <returns>The edits in the order of the lines, which make the other text of the one.</returns>
    public static IReadOnlyList<LineEdit> Compare(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var least = Math.Min(before.Count, after.Count);
        var start = 0;
        while (start < least && string.Equals(before[start], after[start], StringComparison.Ordinal))
        {
            start++;
        }

        var end = 0;
        while (end < least - start && string.Equals(before[^(end + 1)], after[^(end + 1)], StringComparison.Ordinal))
        {
            end++;
        }

        var (removed, added) = (before.Count - start - end, after.Count - start - end);
        return removed == 0 && added == 0 ? []
            : removed == 0 || added == 0 || (long)removed * added > MostCompared ? [new LineEdit(start, removed, start, added)]
            : [.. CompareMiddle(before.Skip(start).Take(removed), after.Skip(start).Take(added), start)];
    }

    private static IEnumerable<LineEdit> CompareMiddle(IEnumerable<string> before, IEnumerable<string> after, int start) =>
        Differ.Instance.CreateDiffs(string.Concat(before), string.Concat(after), ignoreWhiteSpace: false, ignoreCase: false, new Chunker()).DiffBlocks
            .Select(block => new LineEdit(start + block.DeleteStartA, block.DeleteCountA, start + block.InsertStartB, block.InsertCountB));

    private sealed class Chunker : IChunker
    {
        public IReadOnlyList<string> Chunk(string text) => Split(text);
    }
}
