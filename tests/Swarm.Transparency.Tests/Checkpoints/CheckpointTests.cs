using CsCheck;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Transparency.Checkpoints;

namespace Swarm.Transparency.Tests.Checkpoints;

public sealed class CheckpointTests
{
    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    // The example of C2SP tlog-checkpoint.
    private const string Example = "example.com/behind-the-sofa\n20852163\n" + Root + "\n";

    private static readonly Digest RootHash = new(Convert.FromBase64String(Root));

    [Fact]
    public void The_specifications_example_is_read_and_written()
    {
        var checkpoint = Checkpoint.Parse(Example);
        Assert.Equal(new Checkpoint("example.com/behind-the-sofa", 20852163, RootHash), checkpoint);
        Assert.Equal(Example, checkpoint.ToText());
    }

    [Fact]
    public void Extension_lines_are_kept()
    {
        var checkpoint = Checkpoint.Parse(Example + "one\n two \n");
        Assert.Equal(["one", " two "], checkpoint.Extensions);
        Assert.Equal(Example + "one\n two \n", checkpoint.ToText());
        Assert.NotEqual(Checkpoint.Parse(Example), checkpoint);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("9223372036854775807")]
    public void Every_size_that_a_tree_can_have_is_read(string size) =>
        Assert.Equal(size, Checkpoint.Parse($"a\n{size}\n{Root}\n").Size.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n\n")]
    [InlineData("a\n1\n")]
    [InlineData("a\n1\n" + Root)]
    [InlineData("\n1\n" + Root + "\n")]
    [InlineData("a\n1\n" + Root + "\n\n")]
    [InlineData("a\n1\n" + Root + "\nx\n\ny\n")]
    [InlineData("a\n1\n" + Root + "\nx")]
    [InlineData("a\n\n" + Root + "\n")]
    [InlineData("a\n-1\n" + Root + "\n")]
    [InlineData("a\n+1\n" + Root + "\n")]
    [InlineData("a\n01\n" + Root + "\n")]
    [InlineData("a\n00\n" + Root + "\n")]
    [InlineData("a\n 1\n" + Root + "\n")]
    [InlineData("a\n1 \n" + Root + "\n")]
    [InlineData("a\n1\0\n" + Root + "\n")]
    [InlineData("a\n1.0\n" + Root + "\n")]
    [InlineData("a\n1e3\n" + Root + "\n")]
    [InlineData("a\n1,000\n" + Root + "\n")]
    [InlineData("a\n0x1\n" + Root + "\n")]
    [InlineData("a\n\u0661\n" + Root + "\n")]
    [InlineData("a\n9223372036854775808\n" + Root + "\n")]
    [InlineData("a\n99999999999999999999999999999999\n" + Root + "\n")]
    [InlineData("a\n1\n\n")]
    [InlineData("a\n1\nAAAA\n")]
    [InlineData("a\n1\n" + Root + "AAAA\n")]
    [InlineData("a\n1\n" + Root + " \n")]
    [InlineData("a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n")]
    [InlineData("a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")]
    [InlineData("a\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("a\n1\nCsUYapGGPo4dkMgI AUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    public void What_is_no_checkpoint_is_refused(string text) => Refused(() => Checkpoint.Parse(text));

    [Fact]
    public void What_would_read_as_another_is_not_written()
    {
        var checkpoint = Checkpoint.Parse(Example);
        Refused(() => (checkpoint with { Origin = string.Empty }).ToText());
        Refused(() => (checkpoint with { Origin = "a\n1" }).ToText());
        Refused(() => (checkpoint with { Origin = $"a\n1\n{Root}" }).ToText());
        Refused(() => (checkpoint with { Size = -1 }).ToText());
        Refused(() => (checkpoint with { Extensions = [string.Empty] }).ToText());
        Refused(() => (checkpoint with { Extensions = ["a\nb"] }).ToText());
    }

    [Fact]
    public void What_is_written_is_read_again() => Gen
        .Select(Gen.String.AlphaNumeric, Gen.Long[0, long.MaxValue], Gen.Byte.Array[Digest.Size], Gen.String.AlphaNumeric.Array)
        .Where((origin, _, _, extensions) => origin.Length > 0 && extensions.All(line => line.Length > 0))
        .Sample((origin, size, root, extensions) =>
        {
            var checkpoint = new Checkpoint(origin, size, new Digest(root)) { Extensions = extensions };
            Assert.Equal(checkpoint, Checkpoint.Parse(checkpoint.ToText()));
        });

    private static void Refused(Action action) => Assert.Equal("TRANSPARENCY_INVALID", Assert.Throws<SwarmException>(action).Code);
}
