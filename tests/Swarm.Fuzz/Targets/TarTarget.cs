using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Storage.Bundles;
using Swarm.Storage.Manifests;
using Swarm.Storage.Trees;

namespace Swarm.Fuzz.Targets;

/// <summary>The tar file of a bundle, its documents and its paths, without the seal around it.</summary>
internal sealed class TarTarget : FuzzTarget
{
    private const int Block = 512;

    private static readonly Type Reader = Internal<BundleImport>("Swarm.Storage.Bundles.BundleReader");

    public override string Name => "tar";

    public override IEnumerable<byte[]> Seeds => [Make(), Make(("workspace/sub", null, null), ("workspace/sub/file", "content", null), ("workspace/z", null, "sub/file"))];

    public override void Run(byte[] input)
    {
        Func<Stream, ManifestEntry, ManifestEntry> capture = (content, draft) =>
        {
            var buffer = new byte[8192];
            while (content.Read(buffer) > 0)
            {
                // Nothing is kept.
            }

            return draft with { Content = Digest.Compute([]) };
        };
        var reader = New(Reader, new MemoryStream(input), false, capture);
        Call(Reader, "Read", reader, CancellationToken.None);
    }

    // A checksum guards every header.
    public override byte[] Mend(byte[] input, Random random)
    {
        for (var place = 0; place + Block <= input.Length && random.Next(8) != 0; place += Block)
        {
            var header = input.AsSpan(place, Block);
            if (header[257..].StartsWith("ustar"u8))
            {
                header.Slice(148, 8).Fill((byte)' ');
                var sum = 0;
                foreach (var value in header)
                {
                    sum += value;
                }

                Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(7, '0') + "\0").CopyTo(header[148..]);
            }
        }

        return input;
    }

    private static byte[] Make(params (string Path, string? Content, string? Target)[] entries)
    {
        var random = MakeRandom();
        ManifestEntry[] described = [.. entries.Select(entry => new ManifestEntry
        {
            Path = entry.Path,
            Kind = KindOf(entry),
            Mode = entry.Target is not null ? 0 : entry.Content is null ? ManifestEntry.DefaultDirectoryMode : ManifestEntry.DefaultFileMode,
            Size = entry.Content?.Length ?? 0,
            Content = Digest.Compute([]),
            LinkTarget = entry.Target,
        })];
        var (stateId, root) = (Identifier.Create(Identifier.StatePrefix, random), SnapshotRoot.Compute(described, new byte[32]));
        var description = new BundleManifest
        {
            StateId = stateId,
            SnapshotRoot = root,
            RootSalt = new string('0', 64),
            EntryCount = described.Length,
            TotalBytes = described.Sum(entry => entry.Size),
        };
        var node = new NodeDocument
        {
            NodeId = Identifier.Create(Identifier.NodePrefix, random),
            ParentNodeId = null,
            RunId = null,
            Operation = Operations.Launch,
            Label = "main",
            RatchetStep = 0,
            StateId = stateId,
            SnapshotRoot = root,
            StateCommitment = root,
            NetCommitment = root,
            CreatedAt = "2026-01-01T00:00:00Z",
        };
        using var tar = new MemoryStream();
        Add(tar, "manifest.json", EntryKind.File, CanonicalJson.Serialize(description, ContractJson.Default.BundleManifest), null);
        Add(tar, "node.json", EntryKind.File, CanonicalJson.Serialize(node, ContractJson.Default.NodeDocument), null);
        Add(tar, "workspace", EntryKind.Directory, [], null);
        foreach (var entry in entries)
        {
            Add(tar, entry.Path, KindOf(entry), Encoding.UTF8.GetBytes(entry.Content ?? string.Empty), entry.Target);
        }

        tar.Write(new byte[2 * Block]);
        return tar.ToArray();
    }

    private static EntryKind KindOf((string Path, string? Content, string? Target) entry) =>
        entry.Target is not null ? EntryKind.Link : entry.Content is not null ? EntryKind.File : EntryKind.Directory;

    private static void Add(Stream tar, string path, EntryKind kind, byte[] content, string? target)
    {
        var mode = kind == EntryKind.Link ? 0 : kind == EntryKind.Directory ? ManifestEntry.DefaultDirectoryMode : ManifestEntry.DefaultFileMode;
        var entry = New(Internal<BundleImport>("Swarm.Storage.Bundles.TarEntry"), path, kind, mode, (long)content.Length, target);
        tar.Write((byte[])Call(Internal<BundleImport>("Swarm.Storage.Bundles.TarHeader"), "Write", null, entry)!);
        tar.Write(content);
        tar.Write(new byte[-content.Length & (Block - 1)]);
    }
}
