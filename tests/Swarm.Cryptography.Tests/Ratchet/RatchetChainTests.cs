using Swarm.Core.Randomness;
using Swarm.Cryptography.Ratchet;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Ratchet;

public sealed class RatchetChainTests
{
    // Computed with another implementation of HKDF: root 00..1f, entropy 80..9f, context "run-1/node-1", then "context".
    [Theory]
    [InlineData(RatchetKind.State, RatchetKeyUse.Snapshot, "5ba7b63594c75e4d4168d9e13317b75738b4ebd37e4c149348c89fd46c4f1b72")]
    [InlineData(RatchetKind.State, RatchetKeyUse.SnapshotRoot, "c9854208d7304cddeee308cec6e1caa43ef0e2522009017dc2f3a5e3dc749054")]
    [InlineData(RatchetKind.State, RatchetKeyUse.Bundle, "a803e8ea3de9422d8790ad831954f4347fd6bbf95e0f89318b37f6d96422867f")]
    [InlineData(RatchetKind.State, RatchetKeyUse.Continuity, "62b8a0e1dec4f7bc8794a35fe7d5c214fc5f706d99dad572faa755209e2e14b5")]
    [InlineData(RatchetKind.State, RatchetKeyUse.Commitment, "83d90e7614048c01a0971271f7738be1e9d0c0bcce66a2b2db9ea4dbfd261c84")]
    [InlineData(RatchetKind.State, RatchetKeyUse.Ticket, "7981540f6264c16e22cc1fe35249cb240809e078e678d825c10e31db14985923")]
    [InlineData(RatchetKind.Net, RatchetKeyUse.Snapshot, "db0ab05b1ca6e8fe70061726919f9a9ea4ebdfad049ea2700a303b0658d71fc1")]
    [InlineData(RatchetKind.Net, RatchetKeyUse.SnapshotRoot, "95ececf37dc99c90547a8e1709227868c9617189393c9d83c7747de258444d83")]
    [InlineData(RatchetKind.Net, RatchetKeyUse.Bundle, "066f6a25e7fbd06e9a5a43c5a92ec17d573758c73ed2ed70c1bce64f12d3546f")]
    [InlineData(RatchetKind.Net, RatchetKeyUse.Continuity, "1690493f4f340c4994defb2acd465cbc190a8e981a594ed526f1f75e127cab1c")]
    [InlineData(RatchetKind.Net, RatchetKeyUse.Commitment, "48fb4a574760a0a0733789d90afbd277ce1d4feae83ed24b0a3bee11eb7c0dd1")]
    [InlineData(RatchetKind.Net, RatchetKeyUse.Ticket, "a0baa6ca13e3bfba8552de9bb976f47c87321633ff4735486e0d45f7b0a21e42")]
    public void Keys_are_those_computed_independently(RatchetKind kind, RatchetKeyUse use, string expected)
    {
        using var root = Samples.CreateRoot(kind);
        using var next = root.Advance(Samples.Count(0x80, 32), "run-1/node-1");
        Assert.Equal((kind, 1L), (next.Kind, next.Step));
        Assert.Equal(expected, Convert.ToHexStringLower(next.DeriveKey(use, "context")));
    }

    [Fact]
    public void No_two_steps_kinds_uses_or_contexts_share_a_key()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in Enum.GetValues<RatchetKind>())
        {
            var chain = Samples.CreateRoot(kind);
            for (var step = 0; step < 20; step++)
            {
                foreach (var use in Enum.GetValues<RatchetKeyUse>())
                {
                    Assert.All(
                        new[] { "", "a", "b", "a\0b" },
                        context => Assert.True(keys.Add(Convert.ToHexString(chain.DeriveKey(use, context)))));
                }

                using var previous = chain;
                chain = previous.Advance(Samples.Bytes(32, step), "context");
                Assert.Equal(previous.Step + 1, chain.Step);
            }

            chain.Dispose();
        }
    }

    [Fact]
    public void Other_entropy_or_another_context_leads_elsewhere_and_the_same_to_the_same()
    {
        using var root = Samples.CreateRoot(RatchetKind.State);
        using var first = root.Advance(Samples.Bytes(32, 1), "context");
        using var same = root.Advance(Samples.Bytes(32, 1), "context");
        using var otherEntropy = root.Advance(Samples.Bytes(32, 2), "context");
        using var otherContext = root.Advance(Samples.Bytes(32, 1), "Context");
        var keys = new[] { first, same, otherEntropy, otherContext }
            .Select(chain => Convert.ToHexString(chain.DeriveKey(RatchetKeyUse.Snapshot, ""))).ToArray();
        Assert.Equal(keys[0], keys[1]);
        Assert.Equal(3, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Misuse_is_refused()
    {
        var root = RatchetChain.CreateRoot(RatchetKind.Net, RandomSource.System);
        Assert.Throws<ArgumentException>(() => root.Advance(new byte[31], "context"));
        Assert.ThrowsAny<ArgumentException>(() => root.DeriveKey(RatchetKeyUse.Ticket, "\ud800"));
        Assert.ThrowsAny<ArgumentException>(() => root.DeriveKey((RatchetKeyUse)99, "context"));
        Assert.ThrowsAny<ArgumentException>(() => RatchetChain.CreateRoot((RatchetKind)99, RandomSource.System));
        root.Dispose();
        Assert.Throws<ObjectDisposedException>(() => root.DeriveKey(RatchetKeyUse.Ticket, "context"));
        Assert.Throws<ObjectDisposedException>(() => root.Advance(new byte[32], "context"));
    }
}
