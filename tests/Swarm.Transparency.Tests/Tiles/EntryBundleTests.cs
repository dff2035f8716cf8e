using CsCheck;
using Swarm.Core.Errors;
using Swarm.Transparency.Tiles;

namespace Swarm.Transparency.Tests.Tiles;

public sealed class EntryBundleTests
{
    [Fact]
    public void An_entry_stands_behind_its_length()
    {
        Assert.Equal([0, 1, 7, 0, 0, 0, 2, 8, 9], EntryBundle.Create([new byte[] { 7 }, default, new byte[] { 8, 9 }]));
        Assert.Equal(2 + EntryBundle.MaxEntryBytes, EntryBundle.Create([new byte[EntryBundle.MaxEntryBytes]]).Length);
    }

    [Fact]
    public void What_is_written_is_read_again() => Gen.Byte.Array[0, 300].Array[1, TileAddress.FullWidth].Sample(
        entries =>
        {
            var bundle = EntryBundle.Create([.. entries.Select(entry => (ReadOnlyMemory<byte>)entry)]);
            Assert.Equal(entries, EntryBundle.Read(bundle, entries.Length).Select(entry => entry.ToArray()));
            Refused(() => EntryBundle.Read(bundle.AsMemory(0, bundle.Length - 1), entries.Length));
            Refused(() => EntryBundle.Read((byte[])[.. bundle, 0], entries.Length));
            if (entries.Length < TileAddress.FullWidth)
            {
                Refused(() => EntryBundle.Read(bundle, entries.Length + 1));
            }

            if (entries.Length > 1)
            {
                Refused(() => EntryBundle.Read(bundle, entries.Length - 1));
            }
        },
        iter: 50);

    [Fact]
    public void Every_other_number_and_length_is_refused()
    {
        Refused(() => EntryBundle.Create([]));
        Refused(() => EntryBundle.Create(new ReadOnlyMemory<byte>[TileAddress.FullWidth + 1]));
        Refused(() => EntryBundle.Create([default, new byte[EntryBundle.MaxEntryBytes + 1]]));
        Refused(() => EntryBundle.Read(default, 1));
        Refused(() => EntryBundle.Read(new byte[1], 1));
        Refused(() => EntryBundle.Read((byte[])[0xff, 0xff], 1));
        Assert.ThrowsAny<ArgumentException>(() => EntryBundle.Read(new byte[2], 0));
        Assert.ThrowsAny<ArgumentException>(() => EntryBundle.Read(new byte[2], 257));
    }

    private static void Refused(Action action) => Assert.Equal("TRANSPARENCY_INVALID", Assert.Throws<SwarmException>(action).Code);
}
