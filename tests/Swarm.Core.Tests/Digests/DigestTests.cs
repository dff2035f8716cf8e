using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Core.Tests.Digests;

public sealed class DigestTests
{
    // FIPS 180-4, the examples of SHA-256.
    [Theory]
    [InlineData("", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "sha256:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void A_text_has_its_digest(string text, string expected)
    {
        var digest = Digest.Compute(System.Text.Encoding.ASCII.GetBytes(text));
        Assert.Equal(expected, digest.ToString());
        Assert.Equal(digest, Digest.Parse(expected));
        Assert.Equal(digest, new Digest(digest.ToArray()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha256:E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85")]
    [InlineData("sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha256:g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void Another_form_is_refused(string text) =>
        Assert.Equal("SCHEMA_INVALID", Assert.Throws<SwarmException>(() => Digest.Parse(text)).Code);

    [Fact]
    public void Digests_sort_as_their_hexadecimal_digits()
    {
        var digests = Enumerable.Range(0, 200).Select(index => Digest.Compute(BitConverter.GetBytes(index))).ToArray();
        Assert.Equal(digests.Select(digest => digest.ToHex()).Order(StringComparer.Ordinal), digests.Order().Select(digest => digest.ToHex()));
    }
}
