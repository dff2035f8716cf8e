using Swarm.Core.Digests;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Verification.Certificates;
using Swarm.Verification.Keys;
using Swarm.Verification.Tests.Support;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Tests.Certificates;

/// <summary>The walk to the root: what is wrong on the way is named with its node.</summary>
public sealed class LineageTests
{
    [Fact]
    public void Fifteen_hundred_ancestors_are_walked_to_the_root()
    {
        using var family = new Family(1500);
        var verdict = Verify(family, 1499, family.Trust with { FindChain = null });
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Equal(1499, verdict.Lineage.Count);
        Assert.Equal(Family.NodeId(0), verdict.Lineage[^1].NodeId);
        Assert.Equal("1499 ancestors to the root", verdict.Checks.Single(check => check.Name == CheckNames.Lineage).Detail);
    }

    [Fact]
    public void A_root_is_its_own_lineage()
    {
        using var family = new Family(1);
        var verdict = Verify(family, 0);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Empty(verdict.Lineage);
    }

    [Fact]
    public void A_gap_is_named()
    {
        using var family = new Family(8);
        family.Evidence.Remove(Family.NodeId(3));
        AssertBroken(family, 7, Family.NodeId(3));
        Assert.True(CertificateVerifier.Verify(family.Evidence[Family.NodeId(4)], family.Trust).IsValid);
    }

    [Fact]
    public void Two_that_were_swapped_are_named()
    {
        using var family = new Family(8);
        (family.Evidence[Family.NodeId(2)], family.Evidence[Family.NodeId(5)]) = (family.Evidence[Family.NodeId(5)], family.Evidence[Family.NodeId(2)]);
        AssertBroken(family, 7, Family.NodeId(5));
    }

    [Fact]
    public void An_ancestor_that_was_signed_again_with_other_contents_is_named()
    {
        using var family = new Family(8);
        family.Add(Family.NodeId(3), family.Certificates[3] with { Timestamp = "2030-01-01T00:00:00Z" });
        AssertBroken(family, 7, Family.NodeId(3));
    }

    [Fact]
    public void A_rollback_to_an_earlier_node_is_named()
    {
        using var family = new Family(8);
        family.Evidence[Family.NodeId(6)] = family.Evidence[Family.NodeId(4)];
        AssertBroken(family, 7, Family.NodeId(6));
    }

    [Fact]
    public void A_step_that_does_not_follow_its_parents_is_named()
    {
        using var family = new Family(4);
        var last = family.Certificates[3];
        family.Add(Family.NodeId(3), last with { Result = last.Result with { NewState = last.Result.NewState with { RatchetStep = 2 } } });
        AssertBroken(family, 3, "ratchet step 2");
        family.Add(Family.NodeId(3), last with { ParentState = last.ParentState with { SnapshotRoot = Digest.Compute("x"u8) } });
        AssertBroken(family, 3, Family.NodeId(2));
        family.Add(Family.NodeId(3), last with { ParentState = last.ParentState with { StateId = "state-elsewhere" } });
        AssertBroken(family, 3, Family.NodeId(2));
    }

    [Fact]
    public void A_root_that_names_a_step_after_the_first_is_none()
    {
        using var family = new Family(1);
        var root = family.Certificates[0];
        family.Add(Family.NodeId(0), root with { Result = root.Result with { NewState = root.Result.NewState with { RatchetStep = 4 } } });
        Assert.False(Verify(family, 0).IsValid);
    }

    [Fact]
    public void A_circle_ends()
    {
        using var family = new Family(4);
        var first = family.Certificates[1];
        family.Add(Family.NodeId(1), first with { Node = first.Node! with { ParentNodeId = Family.NodeId(3) } });
        Assert.False(Verify(family, 3).IsValid);
        Assert.False(Verify(family, 1).IsValid);
        var root = family.Certificates[0];
        family.Add(Family.NodeId(0), root with
        {
            Node = root.Node! with { ParentNodeId = Family.NodeId(0) },
            ParentState = family.Certificates[1].ParentState,
            Continuity = family.Certificates[1].Continuity,
        });
        Assert.False(Verify(family, 0).IsValid);
    }

    [Fact]
    public void An_ancestor_signed_by_a_stranger_is_named()
    {
        using var family = new Family(6);
        using var stranger = SigningKey.Create(RandomSource.System);
        family.Evidence[Family.NodeId(2)] = family.Sign(Family.NodeId(2), family.Certificates[2], stranger);
        AssertBroken(family, 5, Family.NodeId(2));
    }

    [Fact]
    public void Ancestors_without_attestations_are_authenticated_by_their_children()
    {
        using var family = new Family(6);
        for (var step = 0; step < 5; step++)
        {
            family.Evidence[Family.NodeId(step)] = family.Evidence[Family.NodeId(step)] with { Envelope = null };
        }

        var verdict = Verify(family, 5);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.False(Verify(family, 4).IsValid);
    }

    [Fact]
    public void An_expected_digest_alone_carries_to_the_root()
    {
        using var family = new Family(4);
        var evidence = family.Evidence[Family.NodeId(3)] with { Envelope = null };
        var digest = Digest.Compute(evidence.Certificate.Span);
        var trust = family.Trust with { Keys = KeyRing.Of(), ExpectedArtifactHash = digest };
        var verdict = CertificateVerifier.VerifyLineage(evidence, trust, TestContext.Current.CancellationToken);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Equal(3, verdict.Lineage.Count);
    }

    [Fact]
    public void The_callers_expectations_are_not_those_of_the_ancestors()
    {
        using var family = new Family(3);
        var digest = Digest.Compute(family.Evidence[Family.NodeId(2)].Certificate.Span);
        Assert.True(Verify(family, 2, family.Trust with { ExpectedArtifactHash = digest }).IsValid);
    }

    [Fact]
    public void A_lineage_that_begins_with_an_import_says_so()
    {
        using var family = new Family(3);
        var child = family.Certificates[1];
        using var last = new Family(1, SigningKey.Parse(family.Key.ExportSecret()));
        var imported = child with { ParentState = child.ParentState with { CertificateSha256 = null } };
        last.Add(Family.NodeId(1), imported);
        var verdict = CertificateVerifier.VerifyLineage(last.Evidence[Family.NodeId(1)], last.Trust, TestContext.Current.CancellationToken);
        Assert.True(verdict.IsValid, verdict.Reason);
        var check = verdict.Checks.Single(check => check.Name == "lineage");
        Assert.Equal(CheckStatus.Unavailable, check.Status);
        Assert.Contains(Family.NodeId(0), check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_walk_can_be_cancelled()
    {
        using var family = new Family(3);
        Assert.Throws<OperationCanceledException>(() => CertificateVerifier.VerifyLineage(family.Evidence[Family.NodeId(2)], family.Trust, new CancellationToken(canceled: true)));
    }

    private static CertificateVerdict Verify(Family family, int step, CertificateTrust? trust = null) =>
        CertificateVerifier.VerifyLineage(family.Evidence[Family.NodeId(step)], trust ?? family.Trust, TestContext.Current.CancellationToken);

    private static void AssertBroken(Family family, int step, string named)
    {
        var verdict = Verify(family, step);
        Assert.False(verdict.IsValid);
        Assert.Contains(named, verdict.Reason, StringComparison.Ordinal);
    }
}
