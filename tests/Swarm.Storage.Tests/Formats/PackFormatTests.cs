using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Tests.Support;

namespace Swarm.Storage.Tests.Formats;

/// <summary>A second reader, written from docs/store-format.md alone, opens what the store wrote.</summary>
public sealed class PackFormatTests
{
    private sealed record Record(byte Kind, byte Codec, byte[] Header, byte[] Sealed);

    [Fact]
    public void Another_reader_opens_every_record()
    {
        using var test = new TestStore();
        var work = test.Folder.Make("work");
        Tree.Write(work, "text", new string('a', 5000));
        Tree.Write(work, "random", Tree.RandomBytes(1, 5000));
        var node = test.Commit(work);

        var records = Read(File.ReadAllBytes(Assert.Single(Directory.GetFiles(test.Packs))));

        using var keys = test.Operator.OpenKeys();
        var secret = AgeDecryptor.Open(Encoding.ASCII.GetBytes(test.Store.Document.SealedSecret), [keys.Sealing]);
        var key = HKDF.Expand(HashAlgorithmName.SHA256, secret, 32, "swarm/store/v1\0chunk-key"u8.ToArray());
        var identifierKey = HKDF.Expand(HashAlgorithmName.SHA256, secret, 32, "swarm/store/v1\0chunk-id"u8.ToArray());
        foreach (var content in new[] { Encoding.ASCII.GetBytes(new string('a', 5000)), Tree.RandomBytes(1, 5000) })
        {
            byte[] named = [1, .. SHA256.HashData(content)];
            var record = records.Single(item => item.Header.AsSpan(12).SequenceEqual(HMACSHA256.HashData(identifierKey, named)));
            Assert.Equal(content, Open(record, HMACSHA256.HashData(key, named)));
        }

        using var capability = test.Store.OpenCapability(node, RatchetKind.State);
        var root = records.Single(record => record.Kind == 3);
        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes("swarm/manifest-root/v1\0" + node.StateId)), root.Header[12..]);
        Assert.StartsWith("SWMF\u0002\u0002", Encoding.Latin1.GetString(Open(root, capability.Chain.DeriveKey(RatchetKeyUse.Snapshot, node.StateId))), StringComparison.Ordinal);
        Assert.Equal(4, records.Count);
        Assert.Contains(records, record => record is { Kind: 1, Codec: 1, Sealed.Length: < 500 });
        Assert.Contains(records, record => record is { Kind: 1, Codec: 0, Sealed.Length: 5028 });
    }

    private static List<Record> Read(byte[] pack)
    {
        Assert.Equal("SWARMPK1", Encoding.ASCII.GetString(pack, 0, 8));
        var records = new List<Record>();
        var offset = 24;
        while (Encoding.ASCII.GetString(pack, offset, 8) != "SWARMEND")
        {
            var header = pack[offset..(offset + 44)];
            var length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8));
            records.Add(new Record(header[0], header[1], header, pack[(offset + 44)..(offset + 44 + length)]));
            offset += 44 + length;
        }

        Assert.Equal(records.Count, BinaryPrimitives.ReadInt32BigEndian(pack.AsSpan(offset + 8)));
        Assert.Equal(SHA256.HashData([.. records.SelectMany(record => record.Header)]), pack[(offset + 12)..]);
        return records;
    }

    private static byte[] Open(Record record, byte[] key)
    {
        using var cipher = new AesGcm(key, 16);
        var body = new byte[record.Sealed.Length - 28];
        byte[] associatedData = [.. "swarm/record/v1"u8, record.Kind, record.Codec, .. record.Header[4..8], .. record.Header[12..]];
        cipher.Decrypt(record.Sealed.AsSpan(0, 12), record.Sealed.AsSpan(12, body.Length), record.Sealed.AsSpan(^16), body, associatedData);
        if (record.Codec == 0)
        {
            return body;
        }

        using var deflate = new DeflateStream(new MemoryStream(body), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        deflate.CopyTo(plain);
        return plain.ToArray();
    }
}
