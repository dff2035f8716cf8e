using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Core.Randomness;

namespace Swarm.Core.Tests.Identifiers;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData(0x00, "node-000000000000000000000000")]
    [InlineData(0xff, "node-zzzzzzzzzzzzzzzzzzzzzzzz")]
    public void Bytes_are_written_in_base_32(int value, string expected) =>
        Assert.Equal(expected, Identifier.Format(Identifier.NodePrefix, Enumerable.Repeat((byte)value, 15).ToArray()));

    [Fact]
    public void Each_bit_of_the_bytes_changes_the_id()
    {
        var ids = new HashSet<string>(StringComparer.Ordinal) { Identifier.Format("run-", new byte[15]) };
        for (var bit = 0; bit < 120; bit++)
        {
            var bytes = new byte[15];
            bytes[bit / 8] = (byte)(1 << (bit % 8));
            Assert.True(ids.Add(Identifier.Format("run-", bytes)));
        }
    }

    [Fact]
    public void A_new_id_is_valid_for_its_own_prefix_alone()
    {
        var id = Identifier.Create(Identifier.RunPrefix, RandomSource.System);
        Assert.True(Identifier.IsValid(id, Identifier.RunPrefix));
        Assert.False(Identifier.IsValid(id, Identifier.NodePrefix));
        Assert.False(Identifier.IsValid(id + "0", Identifier.RunPrefix));
        Assert.False(Identifier.IsValid(id.ToUpperInvariant(), Identifier.RunPrefix));
    }

    [Theory]
    [InlineData("main")]
    [InlineData("fix/issue-12_b.2")]
    [InlineData("0")]
    public void A_plain_name_is_a_label(string text) => Assert.Equal(text, Label.Require(text));

    [Theory]
    [InlineData("")]
    [InlineData("-begins-with-a-dash")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("ends with a break\n")]
    [InlineData("run-abc")]
    [InlineData("node-abc")]
    [InlineData("quote\"")]
    [InlineData("grüße")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void What_a_tree_or_an_id_could_confuse_is_no_label(string text) =>
        Assert.Equal("SPEC_INVALID", Assert.Throws<SwarmException>(() => Label.Require(text)).Code);
}
