using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Signing;

public sealed class SigningKeyTests
{
    [Fact]
    public void Its_forms_are_those_computed_independently()
    {
        using var key = Samples.CreateSigningKey();
        Assert.Equal(Samples.VerificationKeyText, key.PublicKey.ToString());
        Assert.Equal("sha256:56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c", key.PublicKey.KeyId);
        Assert.Equal(Samples.SigningKeyText, key.ExportSecret());
    }

    [Fact]
    public void What_it_signs_verifies_and_nothing_else_does()
    {
        using var key = SigningKey.Create(RandomSource.System);
        using var other = SigningKey.Create(RandomSource.System);
        var signature = key.Sign("message"u8);
        Assert.True(key.PublicKey.Verify("message"u8, signature));
        Assert.False(key.PublicKey.Verify("Message"u8, signature));
        Assert.False(key.PublicKey.Verify("message"u8, signature.AsSpan(1)));
        Assert.False(other.PublicKey.Verify("message"u8, signature));
    }

    [Fact]
    public void It_comes_back_from_its_export()
    {
        using var key = SigningKey.Create(RandomSource.System);
        using var copy = SigningKey.Parse(key.ExportSecret());
        Assert.Equal(key.PublicKey, copy.PublicKey);
        Assert.Equal(key.Sign("message"u8), copy.Sign("message"u8));
    }

    [Fact]
    public void It_does_not_sign_after_it_was_disposed()
    {
        var key = SigningKey.Create(RandomSource.System);
        key.Dispose();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign("message"u8));
        Assert.Throws<ObjectDisposedException>(key.ExportSecret);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ed25519:")]
    [InlineData("A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=")]
    [InlineData("ED25519:A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=")]
    [InlineData("ed25519:A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg")]
    [InlineData("ed25519:A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=")]
    [InlineData("ed25519: A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=")]
    [InlineData("ed25519:A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbh=")]
    [InlineData("ed25519:AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("ed25519:AAAA")]
    public void A_verification_key_has_one_written_form(string text)
    {
        Assert.False(VerificationKey.TryParse(text, out _));
        Assert.Equal(ErrorCode.KeyInvalid, Assert.Throws<SwarmException>(() => VerificationKey.Parse(text)).ErrorCode);
    }

    [Fact]
    public void Verification_keys_are_equal_by_their_bytes()
    {
        using var key = Samples.CreateSigningKey();
        var parsed = VerificationKey.Parse(Samples.VerificationKeyText);
        Assert.Equal(key.PublicKey, parsed);
        Assert.Equal(key.PublicKey.GetHashCode(), parsed.GetHashCode());
        using var other = SigningKey.Create(RandomSource.System);
        Assert.NotEqual(key.PublicKey, other.PublicKey);
    }

    [Fact]
    public void A_verification_key_is_its_written_form_in_JSON()
    {
        var key = VerificationKey.Parse(Samples.VerificationKeyText);
        Assert.Equal(key, JsonSerializer.Deserialize<VerificationKey>(JsonSerializer.Serialize(key)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<VerificationKey>("\"ed25519:\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<VerificationKey>("1"));
    }
}
