using System.Globalization;
using Swarm.Core.Errors;
using Swarm.Transparency.Errors;
using Swarm.Transparency.Trees;

namespace Swarm.Transparency.Tiles;

/// <summary>
/// Which tile of a log (C2SP tlog-tiles): up to 256 neighbouring hashes of one level, whose levels between are left out, or up to 256
/// entries. Its path is its name under a log's prefix: <c>tile/0/x001/234.p/56</c>, <c>tile/entries/000</c>.
/// </summary>
public readonly record struct TileAddress
{
    /// <summary>How many hashes or entries a full tile has.</summary>
    public const int FullWidth = 256;

    /// <summary>The level of bundles of entries.</summary>
    public const int Entries = -1;

    /// <summary>How many levels of the tree a level of tiles stands for.</summary>
    internal const int Height = 8;

    private const string Folder = "tile/";

    private const string EntriesFolder = "entries";

    private const string PartialMark = ".p/";

    // No tree of at most 2^63 - 1 entries has tiles above.
    private const int MaxLevel = 7;

    private const int MaxPathLength = 64;

    /// <summary>Names a tile.</summary>
    /// <param name="level">The level, from 0 for the leaves' hashes; <see cref="Entries"/> for entries.</param>
    /// <param name="index">Which of its level, from 0.</param>
    /// <param name="width">How many hashes or entries it has, from 1 to 256.</param>
    /// <exception cref="ArgumentOutOfRangeException">No tree has such a tile.</exception>
    public TileAddress(int level, long index, int width = FullWidth)
    {
        if (!Exists(level, index, width))
        {
            throw new ArgumentOutOfRangeException(nameof(index), $"No tree has a tile of the width {width} at {level}/{index}.");
        }

        (Level, Index, Width) = (level, index, width);
    }

    /// <summary>The level, from 0 for the leaves' hashes; <see cref="Entries"/> for entries.</summary>
    public int Level { get; }

    /// <summary>Which of its level, from 0.</summary>
    public long Index { get; }

    /// <summary>How many hashes or entries it has.</summary>
    public int Width { get; }

    /// <summary>Finds the tile that a hash is in, or computed from.</summary>
    /// <param name="node">The perfect subtree whose hash is looked for.</param>
    /// <param name="size">How many entries the tree has.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tree does not have all the subtree's entries.</exception>
    public static TileAddress Of(TreeNode node, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node.Level, nameof(node));
        ArgumentOutOfRangeException.ThrowIfNegative(node.Index, nameof(node));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node.Index, node.Level > 62 ? 0 : size >> node.Level, nameof(node));
        var level = node.Level / Height;
        return At(level, (node.Index << (node.Level % Height)) / FullWidth, size >> (Height * level));
    }

    /// <summary>Finds the bundle that an entry is in.</summary>
    /// <param name="index">The entry's number, from 0.</param>
    /// <param name="size">How many entries the log has.</param>
    /// <exception cref="ArgumentOutOfRangeException">The log has no such entry.</exception>
    public static TileAddress OfEntry(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        return At(Entries, index / FullWidth, size);
    }

    /// <summary>Lists the tiles of hashes and the bundles of entries that a log has to write when it grew.</summary>
    /// <param name="from">How many entries it had.</param>
    /// <param name="to">How many it has.</param>
    /// <exception cref="ArgumentOutOfRangeException">It shrank.</exception>
    public static IEnumerable<TileAddress> Between(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        return List(from, to);
    }

    /// <summary>Reads a path.</summary>
    /// <param name="path">The path under a log's prefix, without a leading slash.</param>
    /// <exception cref="SwarmException">It is no tile's path (<c>TRANSPARENCY_INVALID</c>).</exception>
    public static TileAddress Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length <= MaxPathLength && path.StartsWith(Folder, StringComparison.Ordinal)
            && path.IndexOf('/', Folder.Length) is var slash and > 0)
        {
            var name = path[Folder.Length..slash];
            var mark = path.IndexOf(PartialMark, StringComparison.Ordinal);
            var level = name == EntriesFolder ? Entries : ReadNumber(name);
            var width = mark < 0 ? FullWidth : ReadNumber(path[(mark + PartialMark.Length)..]);
            var digits = mark < 0 ? path[(slash + 1)..] : path[(slash + 1)..Math.Max(slash + 1, mark)];

            // Only one path is written for a tile: whatever else could be read as it is none.
            if (level is { } known && width is { } wide && ReadIndex(digits) is { } index && Exists(known, index, wide)
                && new TileAddress(known, index, wide) is var tile && string.Equals(tile.ToString(), path, StringComparison.Ordinal))
            {
                return tile;
            }
        }

        throw Refusal.Invalid(
            "This is no path of a tile: that is 'tile/', the level or 'entries', and the index in groups of three digits, as in "
            + "'tile/0/x001/234.p/56'.");
    }

    /// <summary>The path under a log's prefix.</summary>
    public override string ToString()
    {
        var groups = (Index % 1000).ToString("D3", CultureInfo.InvariantCulture);
        for (var rest = Index / 1000; rest > 0; rest /= 1000)
        {
            groups = string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:D3}/{groups}");
        }

        var level = Level == Entries ? EntriesFolder : Level.ToString(CultureInfo.InvariantCulture);
        var width = Width == FullWidth ? string.Empty : PartialMark + Width.ToString(CultureInfo.InvariantCulture);
        return $"{Folder}{level}/{groups}{width}";
    }

    private static IEnumerable<TileAddress> List(long from, long to)
    {
        for (var level = Entries; level <= MaxLevel; level++)
        {
            var shift = Height * Math.Max(level, 0);
            var (had, has) = (from >> shift, to >> shift);
            for (var index = had / FullWidth; had < has && index <= (has - 1) / FullWidth; index++)
            {
                yield return At(level, index, has);
            }
        }
    }

    private static TileAddress At(int level, long index, long count) =>
        new(level, index, (int)Math.Min(FullWidth, count - (index * FullWidth)));

    private static bool Exists(int level, long index, int width)
    {
        if (level is < Entries or > MaxLevel || width is < 1 or > FullWidth || index < 0)
        {
            return false;
        }

        var most = long.MaxValue >> (Height * Math.Max(level, 0));
        return width <= most && index <= (most - width) / FullWidth;
    }

    private static int? ReadNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long? ReadIndex(string groups)
    {
        var digits = string.Concat(groups.Split('/').Select(group => group.TrimStart('x')));
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
    }
}
