using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Verification.Certificates;
using Swarm.Verification.Keys;
using Swarm.Verification.Tests.Support;

namespace Swarm.Verification.Tests.Keys;

public sealed class KeyRingTests : IDisposable
{
    private readonly Family _family = new(1);

    private VerificationKey Key => _family.Key.PublicKey;

    public void Dispose() => _family.Dispose();

    [Fact]
    public void A_key_without_roles_counts_for_everything_and_its_text_comes_back()
    {
        foreach (var (text, roles) in new[]
        {
            (Key.ToString(), TrustedKey.AllRoles),
            ($"certificate={Key}", KeyRole.Certificate),
            ($"head={Key}", KeyRole.Head),
        })
        {
            var key = TrustedKey.Parse(text);
            Assert.Equal((roles, text), (key.Roles, key.ToString()));
        }

        Assert.Equal(Key.ToString(), TrustedKey.Parse($"head+certificate={Key}").ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("certificate=")]
    [InlineData("Certificate=KEY")]
    [InlineData("certificate+=KEY")]
    [InlineData("=KEY")]
    [InlineData("owner=KEY")]
    [InlineData("certificate = KEY")]
    public void What_is_no_key_or_role_is_refused(string text)
    {
        var exception = Assert.Throws<SwarmException>(() => TrustedKey.Parse(text.Replace("KEY", Key.ToString(), StringComparison.Ordinal)));
        Assert.Equal(ErrorCode.KeyInvalid, exception.ErrorCode);
    }

    [Fact]
    public void A_key_that_is_trusted_for_heads_alone_signs_no_certificate()
    {
        Assert.True(Verify(TrustedKey.Parse($"certificate={Key}")).IsValid);
        var verdict = Verify(TrustedKey.Parse($"head={Key}"));
        Assert.False(verdict.IsValid);
    }

    [Fact]
    public void A_revoked_key_counts_for_nothing_wherever_else_it_is_named()
    {
        using var other = SigningKey.Create(RandomSource.System);
        var ring = new KeyRing([new TrustedKey(Key, TrustedKey.AllRoles), new TrustedKey(other.PublicKey, TrustedKey.AllRoles)], [Key]);
        Assert.Equal([other.PublicKey], ring.For(KeyRole.Certificate));
        var verdict = CertificateVerifier.Verify(_family.Evidence[Family.NodeId(0)], _family.Trust with { Keys = ring });
        Assert.False(verdict.IsValid);
        Assert.Contains("revoked", verdict.Reason, StringComparison.Ordinal);
        Assert.Contains(Key.ToString(), verdict.Reason, StringComparison.Ordinal);
    }

    private Verification.Verdicts.CertificateVerdict Verify(TrustedKey key) =>
        CertificateVerifier.Verify(_family.Evidence[Family.NodeId(0)], _family.Trust with { Keys = new KeyRing([key], []) });
}
