using Swarm.Core.Digests;
using Swarm.Cryptography.Randomness;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Randomness;

public sealed class DerivedRandomSourceTests
{
    [Fact]
    public void Its_bytes_are_those_computed_independently()
    {
        using var source = new DerivedRandomSource(Samples.Secret, "label");
        Assert.Equal(
            "0af495dfa89159b871ef0a4a05de9029fd05a305fcb8eb2d455d760fe405f474f40ff1290f84c044",
            Convert.ToHexStringLower(source.GetBytes(40)));
        Assert.Equal(
            "1bc176788c383e846c4f6390eacbd92d79d853c4e9b8d0632aabc33b00a9b6f91c1ef7d8d9d8e7d9",
            Convert.ToHexStringLower(source.GetBytes(40)));
    }

    [Fact]
    public void A_long_request_chains_expansions()
    {
        using var source = new DerivedRandomSource(Samples.Secret, "label");
        Assert.Equal(
            "09eee078f3e9998a96e6cdecfff82a30dfe40056b4154d3db5471fb0688b996b",
            Digest.Compute(source.GetBytes(16400)).ToHex());
    }

    [Fact]
    public void The_same_key_and_label_give_the_same_and_others_give_others()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, label) in new[] { (1, "a"), (1, "b"), (1, "a\0"), (1, ""), (2, "a") })
        {
            using var source = new DerivedRandomSource(Samples.Bytes(32, key), label);
            using var again = new DerivedRandomSource(Samples.Bytes(32, key), label);
            for (var call = 0; call < 20; call++)
            {
                var bytes = source.GetBytes(32);
                Assert.Equal(bytes, again.GetBytes(32));
                Assert.True(seen.Add(Convert.ToHexString(bytes)));
            }
        }
    }

    [Fact]
    public void A_key_of_another_length_is_refused_and_a_disposed_source_gives_nothing()
    {
        Assert.Throws<ArgumentException>(() => new DerivedRandomSource(new byte[31], "label"));
        var source = new DerivedRandomSource(Samples.Secret, "label");
        source.Dispose();
        Assert.Throws<ObjectDisposedException>(() => source.GetBytes(1));
    }
}
