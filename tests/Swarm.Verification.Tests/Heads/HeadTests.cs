using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Certificates;
using Swarm.Verification.Heads;
using Swarm.Verification.Tests.Support;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Tests.Heads;

public sealed class HeadTests : IDisposable
{
    private readonly Family _family = new(4);

    private HeadRecord[] Log => [.. Enumerable.Range(0, 4).Select(step => Entry(step + 1, Operations.Resume, step))];

    public void Dispose() => _family.Dispose();

    [Fact]
    public void A_log_that_contains_what_is_expected_holds()
    {
        Assert.True(Verify(new HeadExpectation { Log = Log, Expected = Log[1].Digest, HasNode = _ => true }).IsValid);
        Assert.True(Verify(new HeadExpectation { Log = Log, Copy = Log[..2] }).IsValid);
    }

    [Fact]
    public void A_store_that_was_rolled_back_is_found()
    {
        AssertBroken(new HeadExpectation { Log = Log[..4], Expected = Digest.Compute("later"u8) }, "rolled back");
        AssertBroken(new HeadExpectation { Log = Log, Copy = [.. Log, Entry(5, Operations.Resume, 3)] }, "entry 5 of 5");
        AssertBroken(new HeadExpectation { Log = Log, Copy = [Log[1], Log[0]] }, "entry 1 of 2");
    }

    [Fact]
    public void A_hidden_branch_is_named_and_a_removed_one_is_not_missed()
    {
        AssertBroken(new HeadExpectation { Log = Log, Expected = Log[0].Digest, HasNode = id => id != Family.NodeId(2) }, Family.NodeId(2));
        HeadRecord[] removed = [.. Log, Entry(5, Operations.Remove, 2)];
        Assert.True(Verify(new HeadExpectation { Log = removed, Expected = Log[0].Digest, HasNode = id => id != Family.NodeId(2) }).IsValid);
    }

    [Fact]
    public void A_certificate_that_the_log_does_not_have_is_found()
    {
        AssertBroken(new HeadExpectation { Log = Log[..3], Expected = Log[0].Digest }, "does not have this certificate");
        AssertBroken(new HeadExpectation { Log = [] }, "does not have this certificate");
        AssertBroken(new HeadExpectation { Log = Log, Fault = "the log was altered" }, "altered");
    }

    [Fact]
    public void Heads_that_are_required_and_not_known_are_a_failure()
    {
        var verdict = CertificateVerifier.Verify(_family.Evidence[Family.NodeId(3)], _family.Trust with { Required = [CheckNames.Heads] });
        Assert.Equal((false, ErrorCode.CertificateCheckMissing), (verdict.IsValid, verdict.ErrorCode));
    }

    private HeadRecord Entry(long sequence, string operation, int step)
    {
        var entry = new HeadEntry
        {
            StoreId = "store-1",
            Sequence = sequence,
            Previous = null,
            Operation = operation,
            Label = "main",
            NodeId = Family.NodeId(step),
            ParentNodeId = null,
            CertificateSha256 = Digest.Compute(_family.Evidence[Family.NodeId(step)].Certificate.Span),
            Timestamp = "2026-01-01T00:00:00Z",
        };
        return new HeadRecord(entry, Digest.Compute(BitConverter.GetBytes(sequence)));
    }

    private CertificateVerdict Verify(HeadExpectation heads) => CertificateVerifier.Verify(_family.Evidence[Family.NodeId(3)], _family.Trust with { Heads = heads });

    private void AssertBroken(HeadExpectation heads, string named)
    {
        var verdict = Verify(heads);
        Assert.Equal((false, ErrorCode.HeadMismatch), (verdict.IsValid, verdict.ErrorCode));
        Assert.Contains(named, verdict.Reason, StringComparison.Ordinal);
    }
}
