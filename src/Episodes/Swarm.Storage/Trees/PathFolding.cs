using System.Globalization;
using System.Text;

namespace Swarm.Storage.Trees;

/// <summary>
/// Finds paths that differ only in how accents are written. Without globalisation data there is no normalisation, so a
/// letter with its combining marks, and a letter beyond ASCII, both fold to one place holder: too much may clash, and
/// nothing that a file system would fold goes unseen. Only paths that hold a combining mark or a conjoining jamo can.
/// </summary>
internal static class PathFolding
{
    private const char PlaceHolder = '\uFFFD';

    public static (string First, string Second)? FindClash(IReadOnlyList<string> paths)
    {
        if (!paths.Any(IsDecomposed))
        {
            return null;
        }

        foreach (var group in paths.GroupBy(Fold, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            if (group.FirstOrDefault(IsDecomposed) is { } decomposed)
            {
                return (group.First(path => !ReferenceEquals(path, decomposed)), decomposed);
            }
        }

        return null;
    }

    private static bool IsDecomposed(string path) => path.EnumerateRunes().Any(rune => IsMark(rune) || IsJamo(rune));

    private static string Fold(string path)
    {
        var folded = new StringBuilder(path.Length);
        foreach (var rune in path.EnumerateRunes())
        {
            if (IsMark(rune) || IsTrailingJamo(rune))
            {
                // The letter before it becomes the place holder, once however many marks it has.
                if (folded.Length > 0 && folded[^1] is not (PlaceHolder or '/'))
                {
                    folded[^1] = PlaceHolder;
                }
            }
            else
            {
                folded.Append(rune.IsAscii ? (char)rune.Value : PlaceHolder);
            }
        }

        return folded.ToString();
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsJamo(Rune rune) => rune.Value is >= 0x1100 and <= 0x11FF;

    private static bool IsTrailingJamo(Rune rune) => rune.Value is >= 0x1161 and <= 0x11FF;
}
