using Swarm.Core.Errors;

namespace Swarm.Backends.Http;

/// <summary>Lists that come in pages. Pages are counted here: an answer that names the next one is not followed.</summary>
internal static class PagedList
{
    /// <summary>How many entries are asked for at once.</summary>
    public const int PageSize = 100;

    private const int MostPages = 30;

    /// <summary>Reads all pages.</summary>
    /// <param name="read">Reads one, counted from 1.</param>
    /// <param name="unusable">Makes the error for a list that cannot be used.</param>
    /// <exception cref="SwarmException">The list has no end.</exception>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(Func<int, Task<IReadOnlyList<T>>> read, Func<string, SwarmException> unusable)
    {
        var all = new List<T>();
        for (var page = 1; page <= MostPages; page++)
        {
            var entries = await read(page);
            all.AddRange(entries);
            if (entries.Count < PageSize)
            {
                return all;
            }
        }

        throw unusable($"it has more than {MostPages * PageSize} entries");
    }
}
