using System.Text;
using System.Text.Json.Nodes;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Proofs;
using Swarm.Verification.Tests.Support;

namespace Swarm.Verification.Tests.Proofs;

public sealed class ProofTests : IDisposable
{
    private const string Inputs = """{"b":[1,2],"a":"x"}""";

    private readonly Family _family = new(2);

    private ReadOnlyMemory<byte> Certificate => _family.Evidence[Family.NodeId(1)].Certificate;

    private Digest ArtifactHash => Digest.Compute(Certificate.Span);

    public void Dispose() => _family.Dispose();

    [Fact]
    public void An_envelope_that_binds_its_inputs_to_the_certificate_holds_and_says_that_the_proof_was_not_checked()
    {
        var verdict = Verify(Make());
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Equal("groth16", verdict.ProofSystem);
        Assert.Contains("not checked", verdict.Reason, StringComparison.Ordinal);
        ContractSchemas.Require(Encoding.UTF8.GetBytes(Make()), "proof");
        Assert.Equal("proof", ContractSchemas.Detect(Encoding.UTF8.GetBytes(Make())));
    }

    [Fact]
    public void Public_inputs_can_be_a_file_bound_by_exactly_its_bytes()
    {
        var bytes = Encoding.UTF8.GetBytes(Inputs);
        var proof = Make(root =>
        {
            root.Remove("public_inputs");
            root["public_inputs_sha256"] = Digest.Compute(bytes).ToString();
        });
        Assert.True(Verify(proof, bytes).IsValid);
        Assert.False(Verify(proof, [.. bytes, (byte)' ']).IsValid);
        Assert.False(Verify(proof).IsValid);
        Assert.False(Verify(Make(), bytes).IsValid);
    }

    [Theory]
    [InlineData("job_id", "run-000000000000000000000002")]
    [InlineData("node_id", "node-000000000000000000000002")]
    [InlineData("state_id", "state-000000000000000000000002")]
    [InlineData("request_hash", null)]
    [InlineData("response_sha256", null)]
    [InlineData("snapshot_root", null)]
    [InlineData("policy_hash", null)]
    [InlineData("artifact_hash", null)]
    public void Each_claim_must_name_this_certificate(string member, string? value)
    {
        var verdict = Verify(Make(root => root["claims"]![member] = value ?? Digest.Compute("other"u8).ToString()));
        Assert.Equal((false, ErrorCode.ProofInvalid), (verdict.IsValid, verdict.ErrorCode));
    }

    [Fact]
    public void All_claims_that_agree_hold()
    {
        var content = _family.Certificates[1];
        Assert.True(Verify(Make(root =>
        {
            var claims = root["claims"]!;
            (claims["job_id"], claims["node_id"], claims["request_hash"]) = (content.JobId, content.Node!.NodeId, content.RequestHash.ToString());
            (claims["response_sha256"], claims["state_id"]) = (content.Result.ResponseSha256.ToString(), content.Result.NewState.StateId);
            claims["snapshot_root"] = content.Result.NewState.SnapshotRoot.ToString();
        })).IsValid);
    }

    [Fact]
    public void What_is_not_understood_or_missing_is_refused()
    {
        foreach (var proof in new[]
        {
            Make(root => root["more"] = 1), Make(root => root["claims"]!["more"] = 1), Make(root => root["claims"]!.AsObject().Remove("artifact_hash")),
            Make(root => root.Remove("claims")), Make(root => root.Remove("proof_system")), Make(root => root["type"] = "swarm-proof-v2"),
            Make(root => root["public_inputs"] = "other"), "{}", "[]", "null", string.Empty, Make() + " {}",
        })
        {
            Assert.False(Verify(proof).IsValid, proof);
        }
    }

    [Fact]
    public void Each_flipped_bit_of_the_certificate_is_caught()
    {
        var proof = Encoding.UTF8.GetBytes(Make());
        for (var index = 0; index < Certificate.Length; index += 7)
        {
            var changed = Certificate.ToArray();
            changed[index] ^= 1;
            Assert.False(ProofVerifier.Verify(proof, changed, publicInputs: null).IsValid);
        }
    }

    private ProofVerdict Verify(string proof, byte[]? inputs = null) =>
        ProofVerifier.Verify(Encoding.UTF8.GetBytes(proof), Certificate, inputs is null ? (ReadOnlyMemory<byte>?)null : inputs);

    private string Make(Action<JsonObject>? change = null)
    {
        var root = new JsonObject
        {
            ["type"] = ContractTypes.Proof,
            ["proof_system"] = "groth16",
            ["claims"] = new JsonObject { ["artifact_hash"] = ArtifactHash.ToString() },
            ["public_inputs"] = JsonNode.Parse(Inputs),
            ["public_inputs_sha256"] = Digest.Compute("""{"a":"x","b":[1,2]}"""u8).ToString(),
            ["proof"] = "AAAA",
        };
        change?.Invoke(root);
        return root.ToJsonString();
    }
}
