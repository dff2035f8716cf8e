using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Digests;
using Swarm.Core.Files;
using Swarm.Storage.Chunks;
using Swarm.Storage.Manifests;
using Swarm.Storage.Packs;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Tests.Formats;

/// <summary>Answers that Python's hashlib and hmac gave from docs/store-format.md, so that the format cannot drift unseen.</summary>
public sealed class KnownAnswerTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];
    private static readonly byte[] Salt = [.. Enumerable.Range(32, 32).Select(value => (byte)value)];

    [Theory]
    [InlineData(RecordKind.Data, "fe4c49b9a1e45cb2898b0f75c6121a8b3b67dd9915cd5766216b5c66dda95699", "c61b3f0bc522102498157a835def8c7d9c0054f9f85236a3c6ba139aa0518c40")]
    [InlineData(RecordKind.ManifestPart, "63756538e4f0049e4874111e8a8f367fe5ba6890bce2a03b6a267121050be82d", "cb6b1b4e7bdba347e0752069c5181f4aef2d6b0fe1303bedee052d5e27b62348")]
    public void Chunk_ids_and_keys_follow_from_the_secret(RecordKind kind, string id, string key)
    {
        using var keys = new ChunkKeys(Secret);
        var chunk = keys.Refer(kind, Digest.Compute("hello"u8), 5);
        Assert.Equal(id, chunk.Id.ToHex());
        Assert.Equal(key, Hex(chunk.Key));
    }

    [Fact]
    public void No_chunk_key_follows_from_ids()
    {
        using var keys = new ChunkKeys(Secret);
        var digest = Digest.Compute("hello"u8);
        var chunk = keys.Refer(RecordKind.Data, digest, 5);
        var identifierKey = new byte[32];
        HKDF.Expand(HashAlgorithmName.SHA256, Secret, identifierKey, "swarm/store/v1\0chunk-id"u8);

        // Whoever has every id, the key of ids and the plaintext still lacks the other expansion.
        byte[][] known = [chunk.Id.ToArray(), identifierKey, digest.ToArray(), [1, .. digest.Span], [1, .. chunk.Id.Span]];
        foreach (var key in known)
        {
            Assert.NotEqual(Hex(chunk.Key), Convert.ToHexStringLower(SHA256.HashData(key)));
            foreach (var message in known)
            {
                Assert.NotEqual(Hex(chunk.Key), Convert.ToHexStringLower(HMACSHA256.HashData(key, message)));
            }
        }

        Assert.Equal("(redacted)", chunk.Key.ToString());
        Assert.DoesNotContain(Hex(chunk.Key), chunk.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Large_files_are_cut_where_another_implementation_cuts_them()
    {
        var data = Stream("swarm", 8 << 20);
        var cuts = new List<int>();
        for (var rest = data.AsSpan(); !rest.IsEmpty; rest = rest[cuts[^1]..])
        {
            cuts.Add(ContentDefinedChunker.FindCut(rest));
        }

        Assert.Equal([1190536, 1341562, 1075995, 1177262, 1073062, 1434902, 1095289], cuts);
        Assert.Equal(ContentDefinedChunker.Maximum, ContentDefinedChunker.FindCut(new byte[5 << 20]));
        Assert.Equal(ContentDefinedChunker.Minimum, ContentDefinedChunker.FindCut(data.AsSpan(0, ContentDefinedChunker.Minimum)));
    }

    [Fact]
    public void The_content_digest_of_a_large_file_is_over_its_blocks()
    {
        var data = Stream("swarm", 8 << 20);
        var blocks = Enumerable.Range(0, (int)ContentDigest.CountBlocks(data.Length)).Select(index => Digest.Compute(data.AsSpan(index * 32768, 32768)));
        Assert.Equal("0ec4157ebe248823f01336c0bd21c9eb08f24f13df9d7dac34aebac085a8b52c", ContentDigest.Combine(data.Length, blocks).ToHex());
    }

    [Fact]
    public void The_snapshot_root_is_that_of_a_tree_computed_elsewhere()
    {
        var hello = Digest.Compute("hello"u8);
        ManifestEntry[] entries =
        [
            new() { Path = "state.sqlite", Kind = EntryKind.File, Mode = 0b110_100_100, Content = Digest.Compute([]) },
            new() { Path = "workspace/a", Kind = EntryKind.Directory, Mode = 0b111_101_101 },
            new() { Path = "workspace/a/é.txt", Kind = EntryKind.File, Mode = 0b111_101_101, Size = 5, Content = hello },
            new() { Path = "workspace/l", Kind = EntryKind.Link, Mode = 0, LinkTarget = "a/é.txt" },
            new() { Path = "workspace/z", Kind = EntryKind.File, Mode = 0b110_000_000, Size = 5, Content = hello, Modified = new FileTime(0, 42) },
        ];

        Assert.Equal("adf01c7ab1d9d5c3755dd6ab0e553cfaa0550048ab987b7c3ab19feb25c6b71b", SnapshotRoot.Compute(entries, Salt).ToHex());
        Assert.Equal("6a399c796c1e30b4431becd62b871f09568b3a0eb573c2282f16167fb3f6b513", SnapshotRoot.Compute(entries[..1], Salt).ToHex());
        Assert.Equal(Digest.Compute([]), SnapshotRoot.Compute([], Salt));
    }

    private static string Hex(ChunkKey key)
    {
        var bytes = new byte[ChunkKey.Size];
        key.CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private static byte[] Stream(string seed, int count)
    {
        var bytes = new byte[count];
        for (var index = 0; index < count / 32; index++)
        {
            SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{index}")), bytes.AsSpan(index * 32));
        }

        return bytes;
    }
}
