using System.Globalization;
using System.Text;

namespace Swarm.Engine.Workspaces;

/// <summary>Shows a change to people: lines of text whatever their encoding, and in words what is none.</summary>
internal static class ContentComparison
{
    /// <summary>The most bytes of a file that is shown.</summary>
    public const int MostBytes = 1 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Shows a change.</summary>
    public static ContentDifference Show(WorkspaceChange change)
    {
        var notes = new List<string>();
        if (change is { Before: { } before, After: { } after } && !before.HasSameKind(after))
        {
            notes.Add($"{Describe(before)} is now {Describe(after)}");
        }

        return new ContentDifference(change.Path, change.Name, Compare(change, notes), notes.Count == 0 ? null : string.Join("; ", notes));
    }

    private static string? Compare(WorkspaceChange change, List<string> notes)
    {
        if (Math.Max(change.Before?.Size ?? 0, change.After?.Size ?? 0) > MostBytes)
        {
            notes.Add($"too large to show: {DescribeSizes(change)}");
            return null;
        }

        if (Decode(change.Before) is not var (oldText, oldEncoding) || Decode(change.After) is not var (newText, newEncoding))
        {
            notes.Add($"binary: {DescribeSizes(change)}");
            return null;
        }

        if (oldEncoding is not null && newEncoding is not null && oldEncoding != newEncoding)
        {
            notes.Add($"{oldEncoding} is now {newEncoding}");
        }

        var lines = string.Concat(UnifiedDiff.Write(TextLines.Split(oldText), TextLines.Split(newText)));
        return lines.Length == 0 ? null
            : $"--- {(change.Before is null ? "/dev/null" : GitName.Field("a/" + change.Path))}\n+++ {(change.After is null ? "/dev/null" : GitName.Field("b/" + change.Path))}\n{lines}";
    }

    // The text and, where it has more than ASCII, its encoding; null where it is no text.
    private static (string Text, string? Encoding)? Decode(WorkspaceFile? file)
    {
        var content = file?.ReadAll() ?? [];
        foreach (var (encoding, name) in new (Encoding, string)[]
        {
            (Encoding.UTF8, "UTF-8 with a byte order mark"), (Encoding.UTF32, "UTF-32"), (Encoding.Unicode, "UTF-16"), (Encoding.BigEndianUnicode, "UTF-16 (big-endian)"),
        })
        {
            if (content.AsSpan().StartsWith(encoding.Preamble))
            {
                return (encoding.GetString(content.AsSpan(encoding.Preamble.Length)), name);
            }
        }

        if (content.Contains((byte)0))
        {
            return null;
        }

        try
        {
            return (Strict.GetString(content), content.Any(value => value > 0x7f) ? "UTF-8" : null);
        }
        catch (DecoderFallbackException)
        {
            return (Encoding.Latin1.GetString(content), "Latin-1");
        }
    }

    private static string Describe(WorkspaceFile file) => file.IsLink ? "a link" : file.IsExecutable == true ? "a file that may be executed" : "a file";

    private static string DescribeSizes(WorkspaceChange change) => (change.Before, change.After) switch
    {
        (null, { } after) => Bytes(after),
        ({ } before, null) => Bytes(before),
        var (before, after) => $"{Bytes(before!)} are now {Bytes(after!)}",
    };

    private static string Bytes(WorkspaceFile file) => string.Create(CultureInfo.InvariantCulture, $"{file.Size:N0} bytes");
}
