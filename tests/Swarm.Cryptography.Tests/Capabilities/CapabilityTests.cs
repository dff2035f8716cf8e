using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Ratchet;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Capabilities;

public sealed class CapabilityTests
{
    private const string Canonical =
        """{"chain_key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","kind":"state","node_id":"node-0123456789abcdefghjkmnpq","ratchet_step":0,"type":"swarm-capability-v1"}""";

    [Fact]
    public void Its_form_and_commitment_are_those_computed_independently()
    {
        using var capability = Samples.CreateCapability();
        Assert.Equal(Canonical, Encoding.UTF8.GetString(capability.Serialize()));
        Assert.Equal("7ec839f00d92368248dfed0992acd4d7b13b59ea400da5d1877a33ce8a22ae51", capability.Commitment.ToHex());
        Assert.Equal("state_cap step 0 commitment 7ec839f00d92…", capability.ToString());
    }

    [Theory]
    [InlineData(RatchetKind.State)]
    [InlineData(RatchetKind.Net)]
    public void It_comes_back_from_its_serialised_and_its_sealed_form(RatchetKind kind)
    {
        using var identity = AgeIdentity.Create(RandomSource.System);
        using var root = RatchetChain.CreateRoot(kind, RandomSource.System);
        using var capability = new Capability(Samples.NodeId, root.Advance(RandomSource.System.GetBytes(32), "context"));
        using var parsed = Capability.Parse(capability.Serialize());
        using var opened = Capability.Open(capability.Seal([identity.Recipient], RandomSource.System), identity);
        Assert.All(new[] { parsed, opened }, copy =>
        {
            Assert.Equal((kind, Samples.NodeId, 1L), (copy.Kind, copy.NodeId, copy.RatchetStep));
            Assert.Equal(capability.Commitment, copy.Commitment);
            Assert.Equal(
                capability.Chain.DeriveKey(RatchetKeyUse.Snapshot, "context"), copy.Chain.DeriveKey(RatchetKeyUse.Snapshot, "context"));
        });
    }

    [Fact]
    public void Its_commitment_depends_on_key_kind_node_and_step()
    {
        using var state = Samples.CreateCapability();
        using var net = Samples.CreateCapability(RatchetKind.Net);
        using var otherNode = new Capability("node-1", Samples.CreateRoot(RatchetKind.State));
        using var otherKey = new Capability(Samples.NodeId, RatchetChain.CreateRoot(RatchetKind.State, RandomSource.System));
        using var otherStep = Capability.Parse(
            Encoding.UTF8.GetBytes(Canonical.Replace("step\":0", "step\":1", StringComparison.Ordinal)));
        var commitments = new[] { state, net, otherNode, otherKey, otherStep }.Select(capability => capability.Commitment);
        Assert.Equal(5, commitments.Distinct().Count());
    }

    [Theory]
    [InlineData("state", "State")]
    [InlineData("\"kind\":\"state\"", "\"kind\":1")]
    [InlineData("\"kind\":\"state\",", "")]
    [InlineData("\"type\"", "\"extra\":1,\"type\"")]
    [InlineData("\"kind\":\"state\"", "\"kind\":\"state\",\"kind\":\"state\"")]
    [InlineData("\"kind\"", "\"critical_kind\"")]
    [InlineData("-v1", "-v2")]
    [InlineData("AAEC", "AAE")]
    [InlineData("Hh8", "Hh9")]
    [InlineData("Hh8", "Hh8=")]
    [InlineData("AAEC", "\\u0041AEC")]
    [InlineData("AAECAw", "AA+CAw")]
    [InlineData(":0,", ":-1,")]
    [InlineData(":0,", ":0.5,")]
    [InlineData(":0,", ":9007199254740992,")]
    [InlineData(":0,", ":\"0\",")]
    [InlineData("node-0", "node/0")]
    [InlineData("node-0", "node-\\u0000")]
    [InlineData("node-0", "node-\\ud800")]
    [InlineData("kind", "kin\\ud800")]
    [InlineData("{", "[")]
    [InlineData("}", "} ,")]
    public void A_form_that_is_not_exactly_a_capability_is_refused(string part, string replacement)
    {
        var text = Canonical.Replace(part, replacement, StringComparison.Ordinal);
        var exception = Assert.Throws<SwarmException>(() => Capability.Parse(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(ErrorCode.CapabilityInvalid, exception.ErrorCode);
    }

    [Fact]
    public void Documents_of_other_kinds_and_lengths_are_refused()
    {
        foreach (var text in new[] { "", "{}", "null", "[]", "\"text\"", new string(' ', 2000) + Canonical })
        {
            var exception = Assert.Throws<SwarmException>(() => Capability.Parse(Encoding.UTF8.GetBytes(text)));
            Assert.Equal(ErrorCode.CapabilityInvalid, exception.ErrorCode);
        }
    }

    [Fact]
    public void A_sealed_capability_is_refused_to_others_and_when_it_is_damaged()
    {
        using var identity = AgeIdentity.Create(RandomSource.System);
        using var other = AgeIdentity.Create(RandomSource.System);
        using var capability = Samples.CreateCapability();
        var sealedCapability = capability.Seal([identity.Recipient], RandomSource.System);
        var wrongKey = Assert.Throws<SwarmException>(() => Capability.Open(sealedCapability, other));
        Assert.Equal((ErrorCode.SealInvalid, AgeFailure.NoMatch), (wrongKey.ErrorCode, AgeFailures.Of(wrongKey)));
        sealedCapability[^1] ^= 1;
        var damaged = Assert.Throws<SwarmException>(() => Capability.Open(sealedCapability, identity));
        Assert.Equal((ErrorCode.SealInvalid, AgeFailure.PayloadInvalid), (damaged.ErrorCode, AgeFailures.Of(damaged)));
        var tooLong = Assert.Throws<SwarmException>(() => Capability.Open(new byte[1 << 20], identity));
        Assert.Equal(ErrorCode.CapabilityInvalid, tooLong.ErrorCode);
        var notOne = AgeEncryptor.Seal("{}"u8, [identity.Recipient], RandomSource.System);
        Assert.Equal(ErrorCode.CapabilityInvalid, Assert.Throws<SwarmException>(() => Capability.Open(notOne, identity)).ErrorCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("é")]
    public void A_node_id_that_could_not_be_written_plainly_is_refused(string nodeId)
    {
        using var chain = Samples.CreateRoot(RatchetKind.State);
        Assert.Throws<ArgumentException>(() => new Capability(nodeId, chain));
    }

    [Fact]
    public void A_disposed_capability_gives_no_secret()
    {
        var capability = Samples.CreateCapability();
        capability.Dispose();
        Assert.Throws<ObjectDisposedException>(() => capability.Serialize());
        Assert.Throws<ObjectDisposedException>(() => capability.Chain.DeriveKey(RatchetKeyUse.Bundle, ""));
    }
}
