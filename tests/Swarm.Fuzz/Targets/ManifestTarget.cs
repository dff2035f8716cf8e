using System.Buffers;
using System.Reflection;
using Swarm.Core.Digests;
using Swarm.Core.Files;
using Swarm.Storage.Chunks;
using Swarm.Storage.Manifests;
using Swarm.Storage.Trees;

namespace Swarm.Fuzz.Targets;

/// <summary>The entries of a snapshot's manifest, with the lists of chunks that they name.</summary>
internal sealed class ManifestTarget : FuzzTarget
{
    private static readonly Type Codec = Internal<ManifestEntry>("Swarm.Storage.Manifests.ManifestCodec");

    private readonly ReadEntry _read = Codec.GetMethod("ReadEntry", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.CreateDelegate<ReadEntry>();

    private delegate ManifestEntry ReadEntry(ref ReadOnlySpan<byte> input, int version, Func<ChunkReference, byte[]> listPart);

    public override string Name => "manifest";

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            var chunk = new ChunkReference(Digest.Compute("id"u8), new ChunkKey(new byte[32]), Digest.Compute("chunk"u8), 5);
            yield return Write(
                Entry("workspace/a", EntryKind.File) with { Size = 5, Content = Digest.Compute("chunk"u8), Chunks = [chunk] },
                Entry("workspace/link", EntryKind.Link) with { LinkTarget = "a" },
                Entry("workspace/sub", EntryKind.Directory) with { Modified = new FileTime(1_700_000_000, 123) });
            yield return Write(Entry("workspace/longer", EntryKind.File) with { Size = 15, Content = Digest.Compute("x"u8), Chunks = [chunk, chunk, chunk] });
        }
    }

    public override void Run(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        ReadOnlySpan<byte> rest = input.AsSpan(1);
        while (!rest.IsEmpty)
        {
            _read(ref rest, 1 + (input[0] % 2), part => input.AsSpan(0, Math.Min(input.Length, part.Length & 0xFFFF)).ToArray());
        }
    }

    private static ManifestEntry Entry(string path, EntryKind kind) => new() { Path = path, Kind = kind, Mode = ManifestEntry.DefaultFileMode };

    private static byte[] Write(params ManifestEntry[] entries)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var entry in entries)
        {
            Call(Codec, "WriteEntry", null, output, entry);
        }

        // The first byte says which version: this is the second, which is the newest.
        return [1, .. output.WrittenSpan];
    }
}
