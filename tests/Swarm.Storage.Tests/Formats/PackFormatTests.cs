using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Tests.Support;
using ZstdSharp;

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

        var (key, identifierKey) = ReadKeys(test);
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

    /// <summary>A record as another writer makes it is read, and one that does not hold what its header says is refused.</summary>
    [Theory]
    [InlineData(1, "28b52ffd04684500000861010084d30321d63c80d4", true)] // head -c 5000 /dev/zero | tr '\0' a | zstd -19 (1.5.4)
    [InlineData(1, "28b52ffd04684500000861010084d30321d63c80d5", false)] // another checksum
    [InlineData(1, "28b52ffd04684500000861010084d30321d63c80", false)] // cut short
    [InlineData(1, "28b52ffd04684500000861010084d30321d63c80d400", false)] // a byte more
    [InlineData(1, "", false)]
    [InlineData(1, "61", false)]
    [InlineData(2, "28b52ffd04684500000861010084d30321d63c80d4", false)]
    public void What_another_writer_compressed_is_read(byte codec, string body, bool isRead)
    {
        using var test = new TestStore();
        var work = test.Folder.Make("work");
        var content = Encoding.ASCII.GetBytes(new string('a', 5000));
        Tree.Write(work, "text", content);
        var node = test.Commit(work);
        var file = Assert.Single(Directory.GetFiles(test.Packs));
        var pack = File.ReadAllBytes(file);
        var (key, identifierKey) = ReadKeys(test);
        byte[] named = [1, .. SHA256.HashData(content)];
        var records = Read(pack).Select(record => record.Header.AsSpan(12).SequenceEqual(HMACSHA256.HashData(identifierKey, named))
            ? Seal(record, HMACSHA256.HashData(key, named), codec, Convert.FromHexString(body))
            : [.. record.Header, .. record.Sealed]).ToArray();
        byte[] end = [.. "SWARMEND"u8, 0, 0, 0, (byte)records.Length, .. SHA256.HashData([.. records.SelectMany(record => record[..44])])];

        test.Reopen(() => File.WriteAllBytes(file, [.. pack[..24], .. records.SelectMany(record => record), .. end]));
        var result = test.Repair();

        Assert.Equal(isRead, result.Missing.Count == 0);
        if (isRead)
        {
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(test.Restore(node), "text")));
        }
        else
        {
            Assert.Equal(ErrorCode.StoreDamaged, Assert.Throws<SwarmException>(() => test.Restore(node)).ErrorCode);
        }
    }

    private static (byte[] Key, byte[] IdentifierKey) ReadKeys(TestStore test)
    {
        using var keys = test.Operator.OpenKeys();
        var secret = AgeDecryptor.Open(Encoding.ASCII.GetBytes(test.Store.Document.SealedSecret), [keys.Sealing]);
        return (HKDF.Expand(HashAlgorithmName.SHA256, secret, 32, "swarm/store/v1\0chunk-key"u8.ToArray()),
            HKDF.Expand(HashAlgorithmName.SHA256, secret, 32, "swarm/store/v1\0chunk-id"u8.ToArray()));
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

        using var decompressor = new Decompressor();
        return decompressor.Unwrap(body).ToArray();
    }

    private static byte[] Seal(Record record, byte[] key, byte codec, byte[] body)
    {
        using var cipher = new AesGcm(key, 16);
        byte[] header = [record.Kind, codec, 0, 0, .. record.Header[4..8], 0, 0, 0, 0, .. record.Header[12..]];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), body.Length + 28);
        byte[] associatedData = [.. "swarm/record/v1"u8, record.Kind, codec, .. header[4..8], .. header[12..]];
        var (nonce, ciphertext, tag) = (RandomNumberGenerator.GetBytes(12), new byte[body.Length], new byte[16]);
        cipher.Encrypt(nonce, body, ciphertext, tag, associatedData);
        return [.. header, .. nonce, .. ciphertext, .. tag];
    }
}
