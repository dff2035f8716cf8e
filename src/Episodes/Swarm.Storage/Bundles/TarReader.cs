using System.Globalization;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Storage.Manifests;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Bundles;

/// <summary>
/// Reads a tar file strictly: only files, folders and links, only headers that <see cref="TarHeader"/> would have
/// written, nothing behind the end. It decides nothing about paths.
/// </summary>
internal sealed class TarReader(Stream source)
{
    // Paths, and all the extended attributes that an entry may have, each with its key.
    private const int MostExtendedBytes = (16 * 1024) + (4 * ExtendedAttribute.MostBytes);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _block = new byte[TarFormat.BlockSize];
    private TarContent? _content;

    /// <summary>The bytes of the current entry; they are read before the next one.</summary>
    public Stream Content => _content ?? Stream.Null;

    /// <summary>Reads the next header, or null at the end.</summary>
    public TarEntry? Read()
    {
        if (_content is not null)
        {
            SkipPadding(_content);
            _content = null;
        }

        ReadBlock();
        if (!_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            ReadEnd();
            return null;
        }

        RequireHeader();
        var raw = new List<byte>(_block);
        var extended = _block[TarFormat.TypePlace] == TarFormat.Extended ? ReadExtended(raw) : [];
        var path = (ReadText(extended, "path") ?? ReadText(TarFormat.Name)).TrimEnd('/');
        var entry = new TarEntry(path, ReadKind(path), ReadMode(), ReadSize(extended), LinkTarget: null) { Attributes = ReadAttributes(extended) };
        if (entry.Kind == EntryKind.Link)
        {
            entry = entry with { Mode = 0, LinkTarget = ReadText(extended, "linkpath") ?? ReadText(TarFormat.LinkName) };
        }
        else if (_block[TarFormat.TypePlace] == TarFormat.HardLink)
        {
            entry = entry with { HardLinkOf = ReadText(extended, "linkpath") ?? ReadText(TarFormat.LinkName) };
        }

        if (((entry.Kind != EntryKind.File || entry.HardLinkOf is not null) && entry.Size != 0) || !EntryExtras.AreWellFormed(entry.Attributes) || !TarHeader.Write(entry).AsSpan().SequenceEqual(raw.ToArray()))
        {
            throw Refuse(path, "its header is not written as a bundle's is");
        }

        _content = new TarContent(source, entry.Size);
        return entry;
    }

    /// <summary>The exception for an entry that no bundle holds.</summary>
    public static SwarmException Refuse(string path, string reason) => PathRules.Refusal(ErrorCode.BundleInvalid, "bundle", path, reason);

    /// <summary>The exception for bytes that are no bundle.</summary>
    public static SwarmException Damaged(string reason, Exception? cause = null) =>
        new(ErrorCode.BundleInvalid, $"The bundle is refused: {reason}. Get it again from its source, or export it again.", cause);

    private void ReadBlock()
    {
        if (source.ReadAtLeast(_block, _block.Length, throwOnEndOfStream: false) < _block.Length)
        {
            throw Damaged("it ends before its end mark");
        }
    }

    private void ReadEnd()
    {
        ReadBlock();
        if (_block.AsSpan().ContainsAnyExcept((byte)0) || source.Read(_block) != 0)
        {
            throw Damaged("something follows its end");
        }
    }

    private void SkipPadding(TarContent content)
    {
        if (content.Left > 0)
        {
            throw new InvalidOperationException("The entry before was not read.");
        }

        var padding = _block.AsSpan(0, TarFormat.Padding(content.Size));
        if (source.ReadAtLeast(padding, padding.Length, throwOnEndOfStream: false) < padding.Length || padding.ContainsAnyExcept((byte)0))
        {
            throw Damaged("a file in it is cut short, or not filled up with zeros");
        }
    }

    private void RequireHeader()
    {
        if (!_block.AsSpan(TarFormat.MagicPlace).StartsWith(TarFormat.Magic)
            || ReadOctal(TarFormat.Checksum, "its checksum") != TarHeader.ComputeChecksum(_block))
        {
            throw Damaged("it holds a header that is not ustar, or is damaged");
        }
    }

    private Dictionary<string, byte[]> ReadExtended(List<byte> raw)
    {
        var size = ReadOctal(TarFormat.Size, "an extended header");
        if (size > MostExtendedBytes)
        {
            throw Damaged($"an extended header of {size} bytes is in it");
        }

        var bytes = new byte[size + TarFormat.Padding(size)];
        if (source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw Damaged("it ends within an extended header");
        }

        raw.AddRange(bytes);
        var records = ParseRecords(bytes.AsSpan(0, (int)size));
        ReadBlock();
        RequireHeader();
        raw.AddRange(_block);
        return records;
    }

    private static Dictionary<string, byte[]> ParseRecords(ReadOnlySpan<byte> bytes)
    {
        var records = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (!bytes.IsEmpty)
        {
            var space = bytes.IndexOf((byte)' ');
            if (space is < 1 or > 6 || !int.TryParse(bytes[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space + 1 || length > bytes.Length || bytes[length - 1] != '\n')
            {
                throw Damaged("an extended header in it is malformed");
            }

            var record = bytes[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1 || !records.TryAdd(Decode(record[..equals]), record[(equals + 1)..].ToArray()))
            {
                throw Damaged("an extended header in it is malformed");
            }

            bytes = bytes[length..];
        }

        return records;
    }

    private EntryKind ReadKind(string path) => _block[TarFormat.TypePlace] switch
    {
        TarFormat.File or TarFormat.HardLink => EntryKind.File,
        TarFormat.Directory => EntryKind.Directory,
        TarFormat.Link => EntryKind.Link,
        (byte)'3' or (byte)'4' or (byte)'6' => throw Refuse(path, "it is a device or a pipe"),
        _ => throw Refuse(path, "it is neither a file, a folder nor a link"),
    };

    private int ReadMode() => ReadOctal(TarFormat.Mode, "a mode") is <= 0xfff and var mode ? (int)mode : throw Damaged("a mode in it is out of range");

    private static string? ReadText(Dictionary<string, byte[]> extended, string key) => extended.TryGetValue(key, out var value) ? Decode(value) : null;

    private static ExtendedAttribute[] ReadAttributes(Dictionary<string, byte[]> extended) =>
    [
        .. extended.Where(record => record.Key.StartsWith(TarFormat.AttributeKey, StringComparison.Ordinal))
            .Select(record => new ExtendedAttribute(
                record.Key[TarFormat.AttributeKey.Length..].Replace("%3D", "=", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal),
                record.Value)),
    ];

    private long ReadSize(Dictionary<string, byte[]> extended) => ReadText(extended, "size") is not { } text ? ReadOctal(TarFormat.Size, "a size")
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size
        : throw Damaged("a size in it is malformed");

    private string ReadText(Range field)
    {
        ReadOnlySpan<byte> bytes = _block.AsSpan()[field];
        var end = bytes.IndexOf((byte)0);
        return Decode(end < 0 ? bytes : bytes[..end]);
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw Damaged("a path in it is not UTF-8", exception);
        }
    }

    private long ReadOctal(Range field, string what)
    {
        var value = 0L;
        var digits = _block.AsSpan()[field].TrimEnd((byte)0);
        digits = digits.TrimEnd((byte)' ');
        foreach (var digit in digits)
        {
            value = digit is >= (byte)'0' and <= (byte)'7' ? (value << 3) | (uint)(digit - '0') : throw Damaged($"{what} in it is no octal number");
        }

        return value;
    }
}
