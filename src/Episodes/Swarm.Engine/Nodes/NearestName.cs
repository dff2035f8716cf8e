namespace Swarm.Engine.Nodes;

/// <summary>Finds what somebody may have meant: the name with the fewest letters changed, added, left out or swapped.</summary>
public static class NearestName
{
    /// <summary>Gives the nearest of some names.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="names">The names.</param>
    /// <returns>The nearest; null where none is near.</returns>
    public static string? Find(string word, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(names);
        var most = Math.Min(3, (word.Length + 2) / 3);
        return names.Select(name => (Name: name, Distance: Distance(word.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(found => found.Distance <= most && found.Distance < word.Length)
            .OrderBy(found => found.Distance)
            .ThenBy(found => found.Name, StringComparer.Ordinal)
            .Select(found => found.Name)
            .FirstOrDefault();
    }

    // Optimal string alignment (Damerau and Levenshtein, with no part edited twice).
    private static int Distance(string left, string right)
    {
        var (before, last, next) = (new int[right.Length + 1], Enumerable.Range(0, right.Length + 1).ToArray(), new int[right.Length + 1]);
        for (var row = 1; row <= left.Length; row++)
        {
            next[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var change = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                next[column] = Math.Min(change, Math.Min(last[column], next[column - 1]) + 1);
                if (row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1])
                {
                    next[column] = Math.Min(next[column], before[column - 2] + 1);
                }
            }

            (before, last, next) = (last, next, before);
        }

        return last[right.Length];
    }
}
