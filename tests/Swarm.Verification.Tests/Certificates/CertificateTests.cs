using System.Text;
using System.Text.Json.Nodes;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Verification.Certificates;
using Swarm.Verification.Keys;
using Swarm.Verification.Tests.Support;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Tests.Certificates;

public sealed class CertificateTests : IDisposable
{
    private const string Golden =
        """
        {"continuity":null,"deterministic":false,"job_id":"run-000000000000000000000000","mode":"prompt-run","network":{"enforcement":"none","receipts_sha256":null,"route_mode":"direct"},
        """;

    private readonly Family _family = new(2);

    public void Dispose() => _family.Dispose();

    [Fact]
    public void A_good_certificate_passes_every_check()
    {
        var verdict = Verify(Child);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Equal(["schema", "signature", "parent", "continuity"], verdict.Checks.Where(check => check.Status == CheckStatus.Passed).Select(check => check.Name));
        Assert.Equal(CheckNames.All, verdict.Checks.Select(check => check.Name).OrderBy(name => CheckNames.All.ToList().IndexOf(name)));
        Assert.All(verdict.Checks, check => Assert.NotEmpty(check.Detail));
        Assert.Equal((Family.NodeId(1), "main", 1L), (verdict.NodeId, verdict.Label, verdict.RatchetStep));
    }

    [Fact]
    public void What_is_written_is_canonical_and_reads_back_to_the_same_bytes()
    {
        var text = Encoding.UTF8.GetString(Child.Certificate.Span);
        Assert.StartsWith("{\"continuity\":\"hmac-sha256:", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text);
        Assert.DoesNotContain("extensions", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(text, Encoding.UTF8.GetString(CertificateDocument.Write(CertificateDocument.Read(Child.Certificate))));
        Assert.StartsWith(Golden.Trim().Replace("\"continuity\":null,", string.Empty, StringComparison.Ordinal), Encoding.UTF8.GetString(_family.Evidence[Family.NodeId(0)].Certificate.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_members_are_kept_and_critical_ones_refused()
    {
        var bytes = Change(root => root["later"] = "kept");
        Assert.Equal(bytes, CertificateDocument.Write(CertificateDocument.Read(bytes)));
        Assert.Throws<SwarmException>(() => CertificateDocument.Read(Change(root => root["critical_later"] = "not understood")));
        Assert.Throws<SwarmException>(() => CertificateDocument.Read(Change(root => root["node"]!["critical_later"] = 1)));
    }

    [Fact]
    public void Each_required_member_is_required()
    {
        var root = JsonNode.Parse(Child.Certificate.Span)!;
        foreach (var path in PathsOf(root, string.Empty).Where(path => !Optional(path)))
        {
            var bytes = Change(copy => Parent(copy, path).Remove(Last(path)));
            var exception = Record.Exception(() => CertificateDocument.Read(bytes));
            Assert.True(exception is SwarmException { ErrorCode: var code } && code == ErrorCode.SchemaInvalid, $"Without {path}: {exception?.Message ?? "it was read"}");
        }

        static bool Optional(string path) => path is "/result/exit_code" or "/result/log_sha256" or "/runtime/commit_sha" or "/runtime/swarm_version"
            or "/parent_state/certificate_sha256";
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"type\":\"other\"}")]
    [InlineData("not json")]
    public void What_is_no_certificate_is_a_verdict_and_no_error(string text)
    {
        var verdict = Verify(Child with { Certificate = Encoding.UTF8.GetBytes(text) });
        Assert.False(verdict.IsValid);
        Assert.Contains("schema", verdict.Reason, StringComparison.Ordinal);
        Assert.Null(verdict.NodeId);
    }

    [Fact]
    public void Duplicate_members_trailing_data_and_comments_are_refused()
    {
        var text = Encoding.UTF8.GetString(Child.Certificate.Span);
        foreach (var bad in new[] { text.Replace("{\"continuity\"", "{\"mode\":\"x\",\"continuity\"", StringComparison.Ordinal), text + "{}", text + "x", "/* c */" + text, text.Replace("\"node\":{", "\"node\":{\"label\":\"x\",", StringComparison.Ordinal) })
        {
            Assert.Throws<SwarmException>(() => CertificateDocument.Read(Encoding.UTF8.GetBytes(bad)));
        }
    }

    [Fact]
    public void Each_altered_member_is_caught()
    {
        var root = JsonNode.Parse(Child.Certificate.Span)!;
        foreach (var path in PathsOf(root, string.Empty))
        {
            var bytes = Change(copy =>
            {
                var holder = Parent(copy, path);
                holder[Last(path)] = holder[Last(path)] switch
                {
                    null => "something",
                    JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number => 99,
                    JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String => value.GetValue<string>()[..^1] + (value.GetValue<string>()[^1] == '0' ? '1' : '0'),
                    JsonValue => true,
                    _ => new JsonObject(),
                };
            });
            Assert.False(Verify(Child with { Certificate = bytes }).IsValid, path);
        }
    }

    [Fact]
    public void Each_flipped_bit_of_the_certificate_is_caught() =>
        AssertEachFlipIsCaught(Child.Certificate, bytes => Verify(Child with { Certificate = bytes }), _ => false);

    [Fact]
    public void Each_flipped_bit_of_the_attestation_is_caught_except_in_the_hint_which_key_signed()
    {
        var attestation = Encoding.UTF8.GetString(Child.Envelope!.Value.Span);
        var (from, to) = (attestation.IndexOf("\"keyid\"", StringComparison.Ordinal), attestation.IndexOf("\",\"sig\"", StringComparison.Ordinal));
        Assert.InRange(to - from, 60, 100);
        AssertEachFlipIsCaught(Child.Envelope.Value, bytes => Verify(Child with { Envelope = bytes }), index => index >= from && index <= to + 1);
    }

    [Fact]
    public void Each_flipped_bit_of_the_parents_certificate_is_caught()
    {
        var parent = _family.Evidence[Family.NodeId(0)];
        AssertEachFlipIsCaught(
            parent.Certificate,
            bytes => CertificateVerifier.Verify(Child, _family.Trust with { FindNode = _ => parent with { Certificate = bytes } }),
            _ => false);
    }

    [Fact]
    public void Another_key_authenticates_nothing()
    {
        using var other = SigningKey.Create(RandomSource.System);
        var trust = _family.Trust with { Keys = KeyRing.Of(other.PublicKey) };
        Assert.False(CertificateVerifier.Verify(Child, trust).IsValid);
        Assert.True(CertificateVerifier.Verify(Child, trust with { Keys = KeyRing.Of(other.PublicKey, _family.Key.PublicKey) }).IsValid);
        Assert.False(Verify(_family.Sign("forged", _family.Certificates[1], other)).IsValid);
    }

    [Fact]
    public void An_attestation_of_another_certificate_is_none()
    {
        var verdict = Verify(Child with { Envelope = _family.Evidence[Family.NodeId(0)].Envelope });
        Assert.False(verdict.IsValid);
        Assert.Contains("another certificate", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_anything_that_authenticates_it_a_certificate_is_not_valid()
    {
        var bare = Child with { Envelope = null };
        Assert.False(Verify(bare).IsValid);
        Assert.False(CertificateVerifier.Verify(Child, _family.Trust with { Keys = KeyRing.Of() }).IsValid);
        var digest = Digest.Compute(Child.Certificate.Span);
        Assert.True(CertificateVerifier.Verify(bare, _family.Trust with { ExpectedArtifactHash = digest }).IsValid);
        Assert.False(CertificateVerifier.Verify(bare, _family.Trust with { ExpectedArtifactHash = Digest.Compute("x"u8) }).IsValid);

        // An expected digest does not make up for a signature that is there and wrong.
        using var other = SigningKey.Create(RandomSource.System);
        Assert.False(CertificateVerifier.Verify(_family.Sign("x", _family.Certificates[1], other), _family.Trust with { ExpectedArtifactHash = digest }).IsValid);
    }

    [Fact]
    public void A_stores_claim_must_agree_and_authenticates_nothing()
    {
        var state = _family.Certificates[1].Result.NewState;
        var claim = new NodeClaim(Family.NodeId(1), 1, state.StateId, state.SnapshotRoot!.Value, state.StateCommitment!.Value, state.NetCommitment!.Value, Digest.Compute(Child.Certificate.Span));
        Assert.True(Verify(Child with { Claim = claim }).IsValid);
        Assert.False(Verify(Child with { Claim = claim, Envelope = null }).IsValid);
        foreach (var wrong in new[]
        {
            claim with { NodeId = Family.NodeId(0) }, claim with { RatchetStep = 2 }, claim with { StateId = "state-x" }, claim with { SnapshotRoot = default },
            claim with { StateCommitment = default }, claim with { NetCommitment = default }, claim with { ArtifactHash = null },
        })
        {
            Assert.False(Verify(Child with { Claim = wrong }).IsValid);
        }
    }

    [Fact]
    public void The_required_commit_is_the_workflows()
    {
        var commit = new string('a', 40);
        var pinned = _family.Sign("pinned", _family.Certificates[0] with { Runtime = _family.Certificates[0].Runtime with { CommitSha = commit } });
        Assert.True(CertificateVerifier.Verify(pinned, _family.Trust with { RequiredCommit = commit }).IsValid);
        Assert.False(CertificateVerifier.Verify(pinned, _family.Trust with { RequiredCommit = new string('b', 40) }).IsValid);
        Assert.False(CertificateVerifier.Verify(Child, _family.Trust with { RequiredCommit = commit }).IsValid);
    }

    [Fact]
    public void A_child_that_was_not_made_with_its_parents_capability_is_caught()
    {
        var forged = _family.Sign("x", _family.Certificates[1] with { Continuity = "hmac-sha256:" + new string('0', 64) });
        var verdict = Verify(forged);
        Assert.False(verdict.IsValid);
        Assert.Contains("continuity", verdict.Reason, StringComparison.Ordinal);
        Assert.True(CertificateVerifier.Verify(forged, _family.Trust with { FindChain = null }).IsValid);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_certificate_of_the_predecessor_is_read(bool withParent)
    {
        var digest = "sha256:" + new string('1', 64);
        var parent = withParent
            ? $$"""{"state_id":"s0","bundle_sha256":"{{digest}}","ratchet_step":3}"""
            : """{"state_id":null,"bundle_sha256":null,"ratchet_step":null}""";
        var bytes = Encoding.UTF8.GetBytes(
            $$$"""
            {"type":"loom-agent-run-v1","job_id":"j","request_hash":"{{{digest}}}","mode":"prompt-run","parent_state":{{{parent}}},
            "result":{"response_sha256":"{{{digest}}}","response_locator":"x","new_state":{"state_id":"s1","bundle_sha256":"{{{digest}}}","bundle_manifest_sha256":"{{{digest}}}"}},
            "runtime":{"workflow_ref":"w","runner_class":"r","started_at":"2026-01-01T00:00:00Z","finished_at":"2026-01-01T00:00:00Z"},"timestamp":"2026-01-01T00:00:00Z"}
            """);
        var evidence = new CertificateEvidence("loom", bytes, CertificateSigner.Sign(bytes, "j", _family.Key));
        var verdict = CertificateVerifier.VerifyLineage(evidence, _family.Trust, TestContext.Current.CancellationToken);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Equal(CheckStatus.Unavailable, verdict.Checks.Single(check => check.Name == "lineage").Status);
        Assert.Throws<SwarmException>(() => CertificateDocument.Read(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("\"job_id\":\"j\",", string.Empty, StringComparison.Ordinal))));
    }

    private CertificateEvidence Child => _family.Evidence[Family.NodeId(1)];

    private CertificateVerdict Verify(CertificateEvidence evidence) => CertificateVerifier.Verify(evidence, _family.Trust);

    private byte[] Change(Action<JsonObject> change)
    {
        var root = JsonNode.Parse(Child.Certificate.Span)!.AsObject();
        change(root);
        return Core.Json.CanonicalJson.Serialize(System.Text.Json.JsonSerializer.SerializeToElement(root, SchemaJson.Default.JsonObject), ContractJson.Default.JsonElement);
    }

    private static void AssertEachFlipIsCaught(ReadOnlyMemory<byte> original, Func<byte[], CertificateVerdict> verify, Func<int, bool> isHint) =>
        Parallel.For(0, original.Length * 8, bit =>
        {
            var bytes = original.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(isHint(bit / 8) || !verify(bytes).IsValid, $"A flip of bit {bit % 8} at {bit / 8} ('{(char)original.Span[bit / 8]}') was not caught.");
        });

    private static IEnumerable<string> PathsOf(JsonNode node, string prefix) => node is JsonObject members
        ? members.SelectMany(member => PathsOf(member.Value ?? JsonValue.Create(0), $"{prefix}/{member.Key}").Prepend($"{prefix}/{member.Key}")).Distinct(StringComparer.Ordinal)
        : [];

    private static JsonObject Parent(JsonObject root, string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries)[..^1].Aggregate(root, (holder, name) => holder[name]!.AsObject());

    private static string Last(string path) => path[(path.LastIndexOf('/') + 1)..];
}
