using System.Buffers;
using System.Text;
using Swarm.Core.Files;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Manifests;

/// <summary>What only some entries have: a time, another name of a file, holes, extended attributes; docs/store-format.md.</summary>
internal static class EntryExtras
{
    private const int HasTime = 1, HasHardLink = 2, HasHoles = 4, HasAttributes = 8, AllFlags = 15;

    /// <summary>The most holes of one file: beyond them the file is kept as if it had none.</summary>
    public const int MostHoles = 65536;

    public static void Write(ArrayBufferWriter<byte> output, ManifestEntry entry)
    {
        ManifestCodec.WriteNumber(
            output,
            (entry.Modified is null ? 0 : HasTime) | (entry.HardLinkOf is null ? 0 : HasHardLink)
            | (entry.Holes.Count == 0 ? 0 : HasHoles) | (entry.Attributes.Count == 0 ? 0 : HasAttributes));
        if (entry.Modified is { } time)
        {
            ManifestCodec.WriteNumber(output, time.Seconds);
            ManifestCodec.WriteNumber(output, time.Nanoseconds);
        }

        if (entry.HardLinkOf is { } first)
        {
            ManifestCodec.WriteText(output, first);
        }

        if (entry.Holes.Count > 0)
        {
            ManifestCodec.WriteNumber(output, entry.Holes.Count);
            foreach (var hole in entry.Holes)
            {
                ManifestCodec.WriteNumber(output, hole.Offset);
                ManifestCodec.WriteNumber(output, hole.Length);
            }
        }

        if (entry.Attributes.Count > 0)
        {
            ManifestCodec.WriteNumber(output, entry.Attributes.Count);
            foreach (var attribute in entry.Attributes)
            {
                ManifestCodec.WriteText(output, attribute.Name);
                ManifestCodec.WriteNumber(output, attribute.Value.Length);
                output.Write(attribute.Value.Span);
            }
        }
    }

    public static ManifestEntry Read(ref ReadOnlySpan<byte> input, ManifestEntry entry)
    {
        var flags = ManifestCodec.ReadNumber(ref input);
        if ((flags & ~AllFlags) != 0)
        {
            throw ManifestCodec.Malformed();
        }

        if ((flags & HasTime) != 0)
        {
            var seconds = ManifestCodec.ReadNumber(ref input);
            entry = entry with { Modified = new FileTime(seconds, ReadCount(ref input, FileTime.PerSecond - 1)) };
        }

        if ((flags & HasHardLink) != 0)
        {
            entry = entry with { HardLinkOf = ManifestCodec.ReadText(ref input) };
        }

        if ((flags & HasHoles) != 0)
        {
            var holes = new Hole[ReadCount(ref input, Math.Min(MostHoles, input.Length))];
            for (var index = 0; index < holes.Length; index++)
            {
                holes[index] = new Hole(ManifestCodec.ReadNumber(ref input), ManifestCodec.ReadNumber(ref input));
            }

            entry = entry with { Holes = holes };
        }

        if ((flags & HasAttributes) != 0)
        {
            var attributes = new ExtendedAttribute[ReadCount(ref input, Math.Min(ExtendedAttribute.MostBytes, input.Length))];
            for (var index = 0; index < attributes.Length; index++)
            {
                var name = ManifestCodec.ReadText(ref input);
                attributes[index] = new ExtendedAttribute(name, ManifestCodec.Take(ref input, ReadCount(ref input, ExtendedAttribute.MostBytes)).ToArray());
            }

            entry = entry with { Attributes = attributes };
        }

        return entry;
    }

    /// <summary>Refuses what no writer writes.</summary>
    public static ManifestEntry Require(ManifestEntry entry)
    {
        var isFile = entry.Kind == EntryKind.File;
        var end = 0L;
        foreach (var hole in entry.Holes)
        {
            if (hole.Offset < end || hole.Length <= 0 || hole.Length > entry.Size - hole.Offset)
            {
                throw ManifestCodec.Malformed();
            }

            end = hole.Offset + hole.Length;
        }

        return (isFile || (entry.HardLinkOf is null && entry.Holes.Count == 0))
            && (entry.Kind != EntryKind.Link || entry.Attributes.Count == 0)
            && (entry.HardLinkOf is null || PathOrder.Instance.Compare(entry.HardLinkOf, entry.Path) < 0)
            && AreWellFormed(entry.Attributes)
            ? entry
            : throw ManifestCodec.Malformed();
    }

    /// <summary>Whether attributes belong to users, are ordered by name, each once, and are not too large.</summary>
    public static bool AreWellFormed(IReadOnlyList<ExtendedAttribute> attributes) =>
        attributes.All(attribute => attribute.Name.StartsWith(ExtendedAttribute.Prefix, StringComparison.Ordinal)
            && attribute.Name.Length > ExtendedAttribute.Prefix.Length
            && !attribute.Name.Contains('\0', StringComparison.Ordinal)
            && Encoding.UTF8.GetByteCount(attribute.Name) <= ExtendedAttribute.MostNameBytes)
        && attributes.Sum(attribute => (long)Encoding.UTF8.GetByteCount(attribute.Name) + attribute.Value.Length) <= ExtendedAttribute.MostBytes
        && attributes.Zip(attributes.Skip(1)).All(pair => PathOrder.Instance.Compare(pair.First.Name, pair.Second.Name) < 0);

    private static int ReadCount(ref ReadOnlySpan<byte> input, int most) =>
        ManifestCodec.ReadNumber(ref input) is >= 0 and var count && count <= most ? (int)count : throw ManifestCodec.Malformed();
}
