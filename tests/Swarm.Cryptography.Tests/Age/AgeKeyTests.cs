using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Age;

public sealed class AgeKeyTests
{
    [Fact]
    public void The_written_forms_are_those_computed_independently()
    {
        using var identity = Samples.CreateIdentity();
        Assert.Equal(Samples.Identity, identity.ExportSecret());
        Assert.Equal(Samples.Recipient, identity.Recipient.ToString());
        using var parsed = AgeIdentity.Parse(Samples.Identity);
        Assert.Equal(identity.Recipient, parsed.Recipient);
        Assert.Equal(parsed.Recipient.GetHashCode(), AgeRecipient.Parse(Samples.Recipient).GetHashCode());
    }

    [Fact]
    public void New_keys_come_back_from_their_written_forms()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            using var identity = AgeIdentity.Create(new SeededRandomSource(seed));
            using var parsed = AgeIdentity.Parse(identity.ExportSecret());
            Assert.Equal(identity.ExportSecret(), parsed.ExportSecret());
            Assert.Equal(identity.Recipient, AgeRecipient.Parse(identity.Recipient.ToString()));
        }
    }

    [Fact]
    public void Any_changed_character_is_refused()
    {
        for (var index = 0; index < Samples.Recipient.Length; index++)
        {
            foreach (var character in "qpzry9x8gf2tvdw0s3jn54khce6mua7lb1io-AQ ")
            {
                var recipient = Samples.Recipient[..index] + character + Samples.Recipient[(index + 1)..];
                Assert.Equal(recipient == Samples.Recipient, AgeRecipient.TryParse(recipient, out _));
            }
        }

        for (var index = 0; index < Samples.Identity.Length; index++)
        {
            foreach (var character in "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LB1IO-aq\u0130 ")
            {
                var identity = Samples.Identity[..index] + character + Samples.Identity[(index + 1)..];
                if (identity != Samples.Identity)
                {
                    Assert.Equal(ErrorCode.KeyInvalid, Assert.Throws<SwarmException>(() => AgeIdentity.Parse(identity)).ErrorCode);
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("age1")]
    [InlineData("age1qqqqqq")]
    [InlineData("AGE13AQVTTDK3UJKYJH9KG2W5AN6DMY5MQ5A84A4UXK3HFHNUGFC9P0SY5P2WH")]
    [InlineData("age13aqvttdk3ujkyjh9kg2w5an6dmy5mq5a84a4uxk3hfhnugfc9qk7wm97")]
    [InlineData("bge13aqvttdk3ujkyjh9kg2w5an6dmy5mq5a84a4uxk3hfhnugfc9p0s8vkfag")]
    [InlineData("age1pq13aqvttdk3ujkyjh9kg2w5an6dmy5mq5a84a4uxk3hfhnugfc9p0sy5p2wh")]
    public void A_text_of_another_prefix_case_or_length_is_no_recipient(string text) =>
        Assert.Equal(ErrorCode.KeyInvalid, Assert.Throws<SwarmException>(() => AgeRecipient.Parse(text)).ErrorCode);

    [Fact]
    public void A_lower_case_text_is_no_identity()
    {
        var exception = Assert.Throws<SwarmException>(() => AgeIdentity.Parse(Samples.Identity.ToLowerInvariant()));
        Assert.Equal(ErrorCode.KeyInvalid, exception.ErrorCode);
        Assert.Null(AgeFailures.Of(exception));
    }

    [Fact]
    public void A_hybrid_identity_is_told_from_a_malformed_one() =>
        Assert.Equal(
            AgeFailure.Unsupported,
            AgeFailures.Of(Assert.Throws<SwarmException>(() => AgeIdentity.Parse("AGE-SECRET-KEY-PQ-1HZLGZ"))));

    [Fact]
    public void Nothing_is_sealed_to_a_recipient_of_low_order()
    {
        var recipient = AgeRecipient.Parse("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z");
        var exception = Assert.Throws<SwarmException>(() => AgeEncryptor.Seal("secret"u8, [recipient], RandomSource.System));
        Assert.Equal(ErrorCode.SealInvalid, exception.ErrorCode);
    }

    [Fact]
    public void A_disposed_identity_opens_and_exports_nothing()
    {
        var identity = Samples.CreateIdentity();
        var file = AgeEncryptor.Seal("secret"u8, [identity.Recipient], RandomSource.System);
        identity.Dispose();
        Assert.Throws<ObjectDisposedException>(identity.ExportSecret);
        Assert.Throws<ObjectDisposedException>(() => AgeDecryptor.Open(file, [identity]));
    }

    [Fact]
    public void A_recipient_is_its_written_form_in_JSON()
    {
        var recipient = AgeRecipient.Parse(Samples.Recipient);
        Assert.Equal(recipient, JsonSerializer.Deserialize<AgeRecipient>(JsonSerializer.Serialize(recipient)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<AgeRecipient>("\"age1\""));
    }
}
