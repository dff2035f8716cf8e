using System.Buffers.Text;
using System.Text;
using Swarm.Cryptography.Signing;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Tests.Tickets;

public sealed class CompactJwsTests
{
    // RFC 8037, appendix A: the key of A.1 and A.2, the signature of A.4.
    private const string Seed = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
    private const string PublicKey = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    private const string Header = "{\"alg\":\"EdDSA\"}";
    private const string Payload = "Example of Ed25519 signing";
    private const string Signed =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

    [Fact]
    public void The_example_of_RFC_8037_is_signed_to_the_letter()
    {
        using var key = SigningKey.FromSeed(Base64Url.DecodeFromChars(Seed));
        Assert.Equal(Signed, CompactJws.Sign(Encoding.UTF8.GetBytes(Header), Encoding.UTF8.GetBytes(Payload), key));
    }

    [Fact]
    public void The_example_of_RFC_8037_verifies_under_its_key_alone()
    {
        Assert.True(CompactJws.TryRead(Signed, out var jws));
        Assert.Equal(Payload, Encoding.UTF8.GetString(jws.Payload.Span));
        Assert.True(jws.IsSignedBy(new VerificationKey(Base64Url.DecodeFromChars(PublicKey))));
        using var other = SigningKey.Create(Core.Randomness.RandomSource.System);
        Assert.False(jws.IsSignedBy(other.PublicKey));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("e30.e30")]
    [InlineData("e30.e30.AA.AA")]
    [InlineData("e30=.e30.AA")]
    [InlineData("e30.e30.AB")]
    [InlineData("e30.e30.A A")]
    [InlineData("e30.e30.AA\n")]
    [InlineData("e30.e3+.AA")]
    [InlineData("e30.e3/.AA")]
    [InlineData("e30.e30.A")]
    public void A_text_has_one_form_or_is_refused(string text) =>
        Assert.False(CompactJws.TryRead(text, out var jws) && !jws.Payload.IsEmpty);
}
