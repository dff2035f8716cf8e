using System.Buffers.Binary;

namespace Swarm.Engine.Tests.Damages;

/// <summary>Harm to each part of packs and of their records (docs/store-format.md, "Packs").</summary>
internal static class PackDamages
{
    private static readonly (string Name, int Place)[] Header = [("kind", 0), ("codec", 1), ("reserved", 2), ("plain length", 7), ("sealed length", 11), ("id", 20)];

    public static IEnumerable<Damage> Of(SoundStore store)
    {
        foreach (var file in Directory.EnumerateFiles(store.Layout.Packs, "*.pack").Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(store.Folder, file);
            var bytes = File.ReadAllBytes(file);
            yield return Flip(path, "pack magic", 2);
            yield return Flip(path, "pack name", 12);
            var place = 24;
            while (!bytes.AsSpan(place).StartsWith("SWARMEND"u8))
            {
                var (kind, length) = (bytes[place], BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(place + 8)));
                foreach (var (name, offset) in Header)
                {
                    yield return Flip(path, $"record kind {kind} {name}", place + offset);
                }

                // What only a removed node had is sealed, and nobody has its key any more.
                var content = store.LooseRecords.Contains(Convert.ToHexString(bytes, place + 12, 32)) ? $"{SoundStore.OfRemovedNode} record" : "record";
                yield return Flip(path, $"{content} kind {kind} nonce", place + 44 + 3);
                yield return Flip(path, $"{content} kind {kind} body", place + 44 + 12 + ((length - 28) / 2));
                yield return Flip(path, $"{content} kind {kind} tag", place + 44 + length - 3);
                place += 44 + length;
            }

            yield return Flip(path, "pack end magic", place + 3);
            yield return Flip(path, "pack end count", place + 11);
            yield return Flip(path, "pack end digest", place + 20);
            yield return new Damage("pack trailing byte", path, copy => File.AppendAllText(copy[path], "x"));
        }
    }

    private static Damage Flip(string path, string kind, int place) => new(kind, $"{path} at {place}", copy => FileDamages.Flip(copy[path], place));
}
