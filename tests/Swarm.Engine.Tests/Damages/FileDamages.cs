using System.Text.Json.Nodes;
using Swarm.Core.Json;

namespace Swarm.Engine.Tests.Damages;

/// <summary>Harm to whole files, and to each member of a JSON document.</summary>
internal static class FileDamages
{
    public static IEnumerable<Damage> Of(SoundStore store)
    {
        foreach (var path in Directory.EnumerateFiles(store.Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(store.Folder, file)).Order(StringComparer.Ordinal))
        {
            // Locks and the reserve of room say nothing by what is in them, and the list for git nothing to Swarm.
            if (path.Contains($"{Path.DirectorySeparatorChar}locks{Path.DirectorySeparatorChar}", StringComparison.Ordinal) || Path.GetFileName(path) is "reserve" or ".gitignore")
            {
                continue;
            }

            var kind = KindOf(path);
            yield return new Damage($"{kind} removed", path, copy => File.Delete(copy[path]));
            if (new FileInfo(Path.Combine(store.Folder, path)).Length == 0)
            {
                yield return new Damage($"{kind} filled", path, copy => File.WriteAllText(copy[path], "x"));
                continue;
            }

            yield return new Damage($"{kind} emptied", path, copy => File.WriteAllBytes(copy[path], []));
            yield return new Damage($"{kind} cut short", path, copy => File.WriteAllBytes(copy[path], File.ReadAllBytes(copy[path])[..^7]));
            yield return new Damage($"{kind} cut in half", path, copy => File.WriteAllBytes(copy[path], File.ReadAllBytes(copy[path])[..(int)(new FileInfo(copy[path]).Length / 2)]));
            yield return new Damage($"{kind} zeroed", path, copy => File.WriteAllBytes(copy[path], new byte[new FileInfo(copy[path]).Length]));
            var content = kind is "pack" && store.IsLoose(path) ? $"{SoundStore.OfRemovedNode} pack" : kind;
            foreach (var part in new[] { 0.1, 0.5, 0.9 })
            {
                yield return new Damage($"{content} flipped at {part}", path, copy => Flip(copy[path], (long)(new FileInfo(copy[path]).Length * part)));
            }

            if (FindSibling(store, path) is { } sibling)
            {
                yield return new Damage($"{kind} swapped", path, copy => (File.ReadAllBytes(copy[path]), File.ReadAllBytes(copy[sibling])).Apply((first, second) =>
                {
                    File.WriteAllBytes(copy[path], second);
                    File.WriteAllBytes(copy[sibling], first);
                }));
            }

            if (path.EndsWith(".json", StringComparison.Ordinal))
            {
                foreach (var damage in Members(store, path, kind))
                {
                    yield return damage;
                }
            }
        }
    }

    public static void Flip(string file, long place)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = place;
        var value = stream.ReadByte();
        stream.Position = place;
        stream.WriteByte((byte)(value ^ (1 << (int)(place % 7))));
    }

    private static string KindOf(string path) => path.EndsWith(".pack", StringComparison.Ordinal) ? "pack" : Path.GetFileName(path);

    private static string? FindSibling(SoundStore store, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var others = path.EndsWith(".pack", StringComparison.Ordinal)
            ? Directory.EnumerateFiles(Path.Combine(store.Folder, folder), "*.pack")
            : Directory.EnumerateDirectories(Path.Combine(store.Folder, Path.GetDirectoryName(folder)!)).Select(other => Path.Combine(other, Path.GetFileName(path))).Where(File.Exists);
        return others.Select(file => Path.GetRelativePath(store.Folder, file)).Order(StringComparer.Ordinal).FirstOrDefault(other => other != path);
    }

    private static IEnumerable<Damage> Members(SoundStore store, string path, string kind)
    {
        var sound = JsonNode.Parse(File.ReadAllBytes(Path.Combine(store.Folder, path)))!;
        foreach (var place in Leaves(sound))
        {
            yield return new Damage($"{kind} member {place}", path, copy =>
            {
                var document = JsonNode.Parse(File.ReadAllBytes(copy[path]))!;
                var parts = place.Split('/');
                var parent = parts[..^1].Aggregate(document, (node, part) => node is JsonArray array ? array[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : node[part]!);
                if (parent is JsonArray items)
                {
                    var index = int.Parse(parts[^1], System.Globalization.CultureInfo.InvariantCulture);
                    items[index] = Change(items[index]);
                }
                else
                {
                    parent[parts[^1]] = Change(parent[parts[^1]]);
                }

                using var changed = System.Text.Json.JsonDocument.Parse(document.ToJsonString());
                File.WriteAllBytes(copy[path], CanonicalJson.Serialize(changed.RootElement));
            });
        }
    }

    private static IEnumerable<string> Leaves(JsonNode node, string prefix = "") => node switch
    {
        JsonObject members => members.SelectMany(member => member.Value is JsonObject or JsonArray { Count: > 0 } ? Leaves(member.Value, $"{prefix}{member.Key}/") : [$"{prefix}{member.Key}"]),
        JsonArray items => items.SelectMany((item, index) => item is JsonObject or JsonArray ? Leaves(item, $"{prefix}{index}/") : [$"{prefix}{index}"]),
        _ => [],
    };

    /// <summary>Another value of the same type, as like the first as can be.</summary>
    private static JsonNode? Change(JsonNode? value) => value?.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.Number => JsonValue.Create(value.GetValue<long>() + 1),
        System.Text.Json.JsonValueKind.True => JsonValue.Create(false),
        System.Text.Json.JsonValueKind.False => JsonValue.Create(true),
        System.Text.Json.JsonValueKind.String => JsonValue.Create(Change(value.GetValue<string>())),
        _ => JsonValue.Create("x"),
    };

    private static string Change(string text)
    {
        // In the middle of what is long: an age file's last line says nothing.
        var place = text.Length > 100 ? text.Length / 2 : text.Length - 1;
        return text.Length == 0 ? "x" : string.Concat(text.AsSpan(0, place), text[place] == '1' ? "2" : "1", text.AsSpan(place + 1));
    }

    private static void Apply<T>(this (T First, T Second) pair, Action<T, T> action) => action(pair.First, pair.Second);
}
