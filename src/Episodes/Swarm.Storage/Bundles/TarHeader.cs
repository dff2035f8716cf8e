using System.Globalization;
using System.Text;
using Swarm.Storage.Manifests;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Bundles;

/// <summary>
/// Writes the header of an entry, always the same bytes for the same entry: ustar, with a pax extended header where a
/// path, a link or a size does not fit it.
/// </summary>
internal static class TarHeader
{
    private const int LinkMode = 0b111_111_111;

    public static byte[] Write(TarEntry entry)
    {
        var name = entry.Kind == EntryKind.Directory ? entry.Path + "/" : entry.Path;
        var extended = new List<byte>();
        if (!Fits(name))
        {
            AddRecord(extended, "path", name);
        }

        var target = entry.LinkTarget ?? entry.HardLinkOf;
        if (target is not null && !Fits(target))
        {
            AddRecord(extended, "linkpath", target);
        }

        if (entry.Size > TarFormat.LargestSize)
        {
            AddRecord(extended, "size", entry.Size.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var attribute in entry.Attributes)
        {
            AddRecord(extended, TarFormat.AttributeKey + EscapeName(attribute.Name), attribute.Value.Span);
        }

        var header = WriteBlock(
            Fits(name) ? name : TarFormat.ExtendedName,
            entry.HardLinkOf is null ? TypeOf(entry.Kind) : TarFormat.HardLink,
            entry.Kind == EntryKind.Link ? LinkMode : entry.Mode,
            entry.Size <= TarFormat.LargestSize ? entry.Size : 0,
            target is null ? string.Empty : Fits(target) ? target : TarFormat.ExtendedName);
        return extended.Count == 0
            ? header
            :
            [
                .. WriteBlock(TarFormat.ExtendedHeaderName, TarFormat.Extended, ManifestEntry.DefaultFileMode, extended.Count, string.Empty),
                .. extended,
                .. new byte[TarFormat.Padding(extended.Count)],
                .. header,
            ];
    }

    /// <summary>The sum of a header's bytes, its own place counted as spaces.</summary>
    public static int ComputeChecksum(ReadOnlySpan<byte> header)
    {
        var (from, length) = TarFormat.Checksum.GetOffsetAndLength(header.Length);
        var sum = length * ' ';
        for (var index = 0; index < header.Length; index++)
        {
            sum += index >= from && index < from + length ? 0 : header[index];
        }

        return sum;
    }

    private static bool Fits(string text) => text.Length <= TarFormat.NameLength && Ascii.IsValid(text);

    private static byte TypeOf(EntryKind kind) => kind switch
    {
        EntryKind.File => TarFormat.File,
        EntryKind.Directory => TarFormat.Directory,
        EntryKind.Link => TarFormat.Link,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A bundle holds files, folders and links."),
    };

    private static byte[] WriteBlock(string name, byte type, int mode, long size, string linkName)
    {
        var block = new byte[TarFormat.BlockSize];
        Encoding.ASCII.GetBytes(name, block.AsSpan()[TarFormat.Name]);
        WriteOctal(block.AsSpan()[TarFormat.Mode], mode);
        WriteOctal(block.AsSpan()[TarFormat.Owner], 0);
        WriteOctal(block.AsSpan()[TarFormat.Group], 0);
        WriteOctal(block.AsSpan()[TarFormat.Size], size);
        WriteOctal(block.AsSpan()[TarFormat.Modified], 0);
        block[TarFormat.TypePlace] = type;
        Encoding.ASCII.GetBytes(linkName, block.AsSpan()[TarFormat.LinkName]);
        TarFormat.Magic.CopyTo(block.AsSpan(TarFormat.MagicPlace));
        WriteOctal(block.AsSpan()[TarFormat.DeviceMajor], 0);
        WriteOctal(block.AsSpan()[TarFormat.DeviceMinor], 0);
        WriteOctal(block.AsSpan()[TarFormat.Checksum], ComputeChecksum(block));
        return block;
    }

    private static void WriteOctal(Span<byte> field, long value)
    {
        var digits = Convert.ToString(value, 8).PadLeft(field.Length - 1, '0');
        Encoding.ASCII.GetBytes(digits, field);
    }

    /// <summary>A record begins with its own length in decimal.</summary>
    private static void AddRecord(List<byte> output, string key, string value) => AddRecord(output, key, Encoding.UTF8.GetBytes(value));

    private static void AddRecord(List<byte> output, string key, ReadOnlySpan<byte> value)
    {
        byte[] rest = [.. Encoding.UTF8.GetBytes($" {key}="), .. value, (byte)'\n'];
        var length = rest.Length + 1;
        while (length != rest.Length + Digits(length))
        {
            length = rest.Length + Digits(length);
        }

        output.AddRange(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
        output.AddRange(rest);
    }

    /// <summary>A key ends at its first equals sign, so GNU tar writes that of a name as <c>%3D</c>, and the percent sign as <c>%25</c>.</summary>
    private static string EscapeName(string name) =>
        name.Replace("%", "%25", StringComparison.Ordinal).Replace("=", "%3D", StringComparison.Ordinal);

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
