using System.Text.Json.Nodes;
using Swarm.Verification.Attestations;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>Texts that a stranger wrote and a verdict repeats: none may begin a line of its own or move a cursor.</summary>
public class MessageTests
{
    private const string Text = "x\nThe artifact was signed by you.\u001b[2J\u202e";

    private static readonly Dictionary<string, Func<SignedBundle>> Cases = new(StringComparer.Ordinal)
    {
        ["a kind of file"] = () => Trial.Alter(bundle => bundle.Json["mediaType"] = Text),
        ["a kind of entry"] = () => Entry(body => (body.Json["kind"], body.Json["apiVersion"]) = (Text[..20], "1")),
        ["a digest of an entry"] = () => Entry(body => body.Spec["data"]!["hash"]!["algorithm"] = Text),
        ["an origin"] = () => Origin(Text[1..].Replace('\n', '\r')[1..]),
        ["a type of payload"] = () => Trial.Compose(SignedContent.OfPayload(FakeKey.Create(KeyKind.P256), "{}"u8.ToArray(), payloadType: Text), LogEntryKind.Dsse001),
        ["a type of statement"] = () => Payload(statement => statement["_type"] = Text),
        ["a kind of digest"] = () => Trial.Alter(bundle => bundle.Json["messageSignature"]!["messageDigest"]!["algorithm"] = Text),
        ["a critical member"] = () => Trial.Alter(bundle => bundle.Json["critical_" + Text] = 1),
    };

    private static readonly Dictionary<string, Func<SignedBundle>> Signed = new(StringComparer.Ordinal)
    {
        ["a type of predicate"] = () => Payload(statement => statement["predicateType"] = Text),
        ["an identity"] = () => Trial.Sign(request => request with { Identity = FakeIdentity.Email(Text[..30]) }),
        ["an issuer"] = () => Trial.Sign(request => request with { Identity = FakeIdentity.Email("x", Text) }),
        ["a claim"] = () => Trial.Sign(request => request with { Identity = FakeIdentity.GitHub.With(FulcioClaim.SourceRepositoryDigest, Text) }),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    public static TheoryData<string> SignedNames => [.. Signed.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_text_of_a_stranger_stays_on_its_line(string name) => AssertOnOneLine(Cases[name]().ToBytes());

    [Theory]
    [MemberData(nameof(SignedNames))]
    public void A_text_that_a_stranger_signed_stays_on_its_line(string name) => AssertOnOneLine(Signed[name]().ToBytes());

    private static void AssertOnOneLine(byte[] bundle)
    {
        foreach (var asked in (AttestationRequirements[])
        [
            Trial.Requirements, new() { IdentityPattern = "y" }, new() { Identity = Trial.Signer, RequiredCommit = "y" }, new() { IdentityPattern = "x", Issuer = "y" },
            Trial.Requirements with { PredicateType = "y" },
        ])
        {
            var verdict = Trial.Verify(bundle, Trial.Trust with { Requirements = asked });
            Assert.False(verdict.IsValid && asked != Trial.Requirements);
            Assert.DoesNotContain(verdict.Reason, char.IsControl);
            Assert.All(verdict.Checks, check => Assert.DoesNotContain(check.Detail, char.IsControl));
        }
    }

    private static SignedBundle Entry(Action<LogBody> change) => Trial.Sign(request => request with { Body = change });

    private static SignedBundle Payload(Action<JsonObject> change)
    {
        var statement = SignedContent.Statement(BundleRequest.DefaultArtifact);
        change(statement);
        return Trial.Sign(request => request with { Statement = statement, Entries = [LogEntryKind.Dsse001] });
    }

    private static SignedBundle Origin(string origin) => Trial.Alter(
        bundle =>
        {
            var log = Trial.Instance.Tiles!;
            var proof = bundle.Entry["inclusionProof"]!;
            var size = int.Parse(proof["treeSize"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
            var head = log.CheckpointAt(size);
            proof["checkpoint"]!["envelope"] = (origin + head.ToText()[head.Origin.Length..]).Sign(log.Signer with { Name = origin });
        },
        request => request with { Entries = [LogEntryKind.HashedRekord002], Timestamps = 1 });
}
