namespace Swarm.Engine.Runs;

/// <summary>The last lines of a log.</summary>
internal static class LogTail
{
    /// <summary>How many lines say why a step failed, where nobody asks for more.</summary>
    public const int UsualLines = 20;

    /// <summary>Gives the last lines.</summary>
    /// <param name="lines">All lines.</param>
    /// <param name="count">How many; null for all.</param>
    public static async IAsyncEnumerable<string> OfAsync(IAsyncEnumerable<string> lines, int? count)
    {
        if (count is not { } most)
        {
            await foreach (var line in lines)
            {
                yield return line;
            }

            yield break;
        }

        var last = new Queue<string>();
        await foreach (var line in lines)
        {
            last.Enqueue(line);
            if (last.Count > most)
            {
                last.Dequeue();
            }
        }

        foreach (var line in last)
        {
            yield return line;
        }
    }

    /// <summary>Gives the last lines that are there by now, and all that follow.</summary>
    /// <param name="lines">All lines, to be read on.</param>
    /// <param name="present">Those that are there by now.</param>
    /// <param name="count">How many of them.</param>
    public static async IAsyncEnumerable<string> FromAsync(IAsyncEnumerable<string> lines, IAsyncEnumerable<string> present, int count)
    {
        long skipped = -count;
        await foreach (var _ in present)
        {
            skipped++;
        }

        await foreach (var line in lines)
        {
            if (skipped-- <= 0)
            {
                yield return line;
            }
        }
    }
}
