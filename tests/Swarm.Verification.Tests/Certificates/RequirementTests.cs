using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Certificates;
using Swarm.Verification.Tests.Support;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Tests.Certificates;

public sealed class RequirementTests : IDisposable
{
    private static readonly byte[] Policy = Encoding.UTF8.GetBytes("""{"type":"swarm-policy-v1"}""");

    private readonly Family _family = new(3);

    public void Dispose() => _family.Dispose();

    [Theory]
    [InlineData(CheckNames.Digest)]
    [InlineData(CheckNames.Attestation)]
    [InlineData(CheckNames.Record)]
    [InlineData(CheckNames.Commit)]
    [InlineData(CheckNames.Policy)]
    [InlineData(CheckNames.Sandbox)]
    [InlineData(CheckNames.Enforcement)]
    [InlineData(CheckNames.Heads)]
    [InlineData(CheckNames.Replay)]
    [InlineData(CheckNames.Lineage)]
    [InlineData("a check of tomorrow")]
    public void What_is_required_and_cannot_be_made_is_a_failure(string name)
    {
        Assert.True(Verify(_family.Trust).IsValid);
        var verdict = Verify(_family.Trust with { Required = [name] });
        Assert.Equal((false, ErrorCode.CertificateCheckMissing), (verdict.IsValid, verdict.ErrorCode));
        Assert.Contains(name, verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CheckNames.Schema)]
    [InlineData(CheckNames.Signature)]
    [InlineData(CheckNames.Parent)]
    [InlineData(CheckNames.Continuity)]
    public void What_is_required_and_passed_is_none(string name) => Assert.True(Verify(_family.Trust with { Required = [name] }).IsValid);

    [Fact]
    public void A_signature_that_is_required_is_required_of_each_ancestor()
    {
        var trust = _family.Trust with { Required = [CheckNames.Signature, CheckNames.Lineage, CheckNames.Continuity] };
        Assert.True(VerifyLineage(trust).IsValid);
        _family.Evidence[Family.NodeId(0)] = _family.Evidence[Family.NodeId(0)] with { Envelope = null };
        var verdict = VerifyLineage(trust);
        Assert.False(verdict.IsValid);
        Assert.Contains(Family.NodeId(0), verdict.Reason, StringComparison.Ordinal);
        Assert.True(VerifyLineage(trust with { Required = [CheckNames.Lineage] }).IsValid);
    }

    [Fact]
    public void A_lineage_that_begins_with_an_import_fails_where_the_root_is_required()
    {
        var child = _family.Certificates[1];
        _family.Add(Family.NodeId(1), child with { ParentState = child.ParentState with { CertificateSha256 = null } });
        var trust = _family.Trust with { FindChain = null };
        Assert.True(CertificateVerifier.VerifyLineage(_family.Evidence[Family.NodeId(1)], trust, TestContext.Current.CancellationToken).IsValid);
        Assert.False(CertificateVerifier.VerifyLineage(_family.Evidence[Family.NodeId(1)], trust with { Required = [CheckNames.Lineage] }, TestContext.Current.CancellationToken).IsValid);
    }

    [Fact]
    public void A_policy_is_bound_by_exactly_its_bytes()
    {
        var under = Sign(new CertificatePolicy { SchemaVersion = "swarm-policy-v1", PolicyHash = Digest.Compute(Policy), PolicyRef = null });
        Assert.True(Verify(_family.Trust with { Policy = Policy, Required = [CheckNames.Policy] }, under).IsValid);
        Assert.True(Verify(_family.Trust with { Required = [CheckNames.Policy] }, under with { Policy = Policy }).IsValid);
        Assert.True(Verify(_family.Trust, under).IsValid);
        AssertPolicy(Verify(_family.Trust with { Policy = Encoding.UTF8.GetBytes("""{"type":"swarm-policy-v1" }""") }, under));
        AssertPolicy(Verify(_family.Trust, under with { Policy = "{}"u8.ToArray() }));

        // The caller's own bytes win over those that lie with the certificate.
        AssertPolicy(Verify(_family.Trust with { Policy = "{}"u8.ToArray() }, under with { Policy = Policy }));
        AssertPolicy(Verify(_family.Trust with { Policy = Policy }));

        for (var bit = 0; bit < Policy.Length * 8; bit++)
        {
            var changed = Policy.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertPolicy(Verify(_family.Trust with { Policy = changed }, under));
        }
    }

    [Theory]
    [InlineData("""{"type":"swarm-policy-v1","route_mode":"none"}""")]
    [InlineData("""{"type":"swarm-policy-v1","limits":{"retries":1}}""")]
    [InlineData("""{"type":"swarm-policy-v1","more":1}""")]
    [InlineData("not a policy")]
    public void A_certificate_that_contradicts_its_own_policy_does_not_hold(string text)
    {
        var policy = Encoding.UTF8.GetBytes(text);
        var under = Sign(new CertificatePolicy { SchemaVersion = "swarm-policy-v1", PolicyHash = Digest.Compute(policy), PolicyRef = null });
        var verdict = Verify(_family.Trust, under with { Policy = policy });
        Assert.Equal((false, ErrorCode.CertificateInvalid), (verdict.IsValid, verdict.ErrorCode));
        Assert.Contains(CheckNames.Policy, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_that_both_certificates_name_must_be_the_same()
    {
        using var family = new Family(1);
        var root = family.Certificates[0];
        root = root with { Result = root.Result with { NewState = root.Result.NewState with { BundleSha256 = Digest.Compute("bundle"u8) } } };
        family.Add(Family.NodeId(0), root);
        var child = _family.Certificates[1];
        var digest = Digest.Compute(family.Evidence[Family.NodeId(0)].Certificate.Span);
        foreach (var (bundle, holds) in new (Digest?, bool)[] { (Digest.Compute("bundle"u8), true), (null, true), (Digest.Compute("other"u8), false) })
        {
            var made = child with { ParentState = child.ParentState with { CertificateSha256 = digest, BundleSha256 = bundle } };
            Assert.Equal(holds, CertificateVerifier.Verify(family.Sign("child", made), family.Trust with { FindChain = null }).IsValid);
        }
    }

    private static void AssertPolicy(CertificateVerdict verdict) => Assert.Equal((false, ErrorCode.PolicyHashMismatch), (verdict.IsValid, verdict.ErrorCode));

    private CertificateEvidence Sign(CertificatePolicy policy) => _family.Sign("run", _family.Certificates[2] with { Policy = policy });

    private CertificateVerdict Verify(CertificateTrust trust, CertificateEvidence? evidence = null) =>
        CertificateVerifier.Verify(evidence ?? _family.Evidence[Family.NodeId(2)], trust);

    private CertificateVerdict VerifyLineage(CertificateTrust trust) =>
        CertificateVerifier.VerifyLineage(_family.Evidence[Family.NodeId(2)], trust, TestContext.Current.CancellationToken);
}
