using System.Globalization;

namespace Swarm.Engine.Workspaces;

/// <summary>Writes what differs between two texts in the unified format of POSIX's diff, as git does.</summary>
public static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>Gives the hunks.</summary>
    /// <param name="before">The lines of the one text, each with its line feed.</param>
    /// <param name="after">The lines of the other.</param>
    /// <returns>Pieces of text, one after the other; none where nothing differs.</returns>
    public static IEnumerable<string> Write(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return Group(TextLines.Compare(before, after)).SelectMany(hunk => WriteHunk(before, after, hunk));
    }

    // Edits whose context would touch or overlap share a hunk.
    private static IEnumerable<List<LineEdit>> Group(IReadOnlyList<LineEdit> edits)
    {
        var hunk = new List<LineEdit>();
        foreach (var edit in edits)
        {
            if (hunk.Count > 0 && edit.Before - (hunk[^1].Before + hunk[^1].Removed) > 2 * Context)
            {
                yield return hunk;
                hunk = [];
            }

            hunk.Add(edit);
        }

        if (hunk.Count > 0)
        {
            yield return hunk;
        }
    }

    private static IEnumerable<string> WriteHunk(IReadOnlyList<string> before, IReadOnlyList<string> after, List<LineEdit> edits)
    {
        var lead = Math.Min(Context, edits[0].Before);
        var (oldStart, newStart) = (edits[0].Before - lead, edits[0].After - lead);
        var trail = Math.Min(Context, before.Count - edits[^1].Before - edits[^1].Removed);
        var oldCount = edits[^1].Before + edits[^1].Removed + trail - oldStart;
        var newCount = edits[^1].After + edits[^1].Added + trail - newStart;
        yield return $"@@ -{Range(oldStart, oldCount)} +{Range(newStart, newCount)} @@\n";
        var at = oldStart;
        foreach (var edit in edits)
        {
            for (; at < edit.Before; at++)
            {
                yield return Line(' ', before[at]);
            }

            for (; at < edit.Before + edit.Removed; at++)
            {
                yield return Line('-', before[at]);
            }

            for (var added = edit.After; added < edit.After + edit.Added; added++)
            {
                yield return Line('+', after[added]);
            }
        }

        for (; at < oldStart + oldCount; at++)
        {
            yield return Line(' ', before[at]);
        }
    }

    // A range without lines names the line before it.
    private static string Range(int start, int count) => count switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"{start},0"),
        1 => string.Create(CultureInfo.InvariantCulture, $"{start + 1}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{start + 1},{count}"),
    };

    private static string Line(char sign, string line) => line.EndsWith('\n') ? sign + line : $"{sign}{line}\n\\ No newline at end of file\n";
}
