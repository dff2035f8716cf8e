using System.Globalization;
using Swarm.Core.Digests;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Ratchet;
using Swarm.Cryptography.Signing;
using Swarm.Verification.Certificates;
using Swarm.Verification.Keys;
using Swarm.Verification.Tests.Support;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Tests.Certificates;

/// <summary>A session gives the verdicts that there are without one, whatever changes meanwhile, and judges no ancestor twice.</summary>
public sealed class VerificationSessionTests : IDisposable
{
    private const int Count = 8;

    private readonly Family _family = new(Count);
    private readonly SigningKey _stranger = SigningKey.Create(RandomSource.System);
    private readonly VerificationSession _session = new();
    private readonly HashSet<string> _withoutCapability = new(StringComparer.Ordinal);
    private KeyRing? _keys;
    private int _opened;

    private static readonly Action<VerificationSessionTests, int>[] Damages =
    [
        (test, step) => test.Change(step, evidence => evidence with { Envelope = null }),
        (test, step) => test._family.Evidence[Family.NodeId(step)] = test._family.Sign(Family.NodeId(step), test._family.Certificates[step], test._stranger),
        (test, step) => test._family.Add(Family.NodeId(step), test._family.Certificates[step] with { Timestamp = "2030-01-01T00:00:00Z" }),
        (test, step) => test._family.Add(Family.NodeId(step), test._family.Certificates[step]),
        (test, step) => test._family.Evidence.Remove(Family.NodeId(step)),
        (test, step) => test.Change(step, evidence => evidence with { Certificate = Flip(evidence.Certificate) }),
        (test, step) => test.Change(step, evidence => evidence with { Policy = "{}"u8.ToArray() }),
        (test, step) => test.Change(step, evidence => evidence with { Bundle = "{}"u8.ToArray() }),
        (test, step) => test.Change(step, evidence => evidence with { Claim = test.Claim(step) }),
        (test, step) => test.Change(step, evidence => evidence with { Claim = test.Claim(step) with { StateId = "another" } }),
        (test, step) => test._withoutCapability.Add(Family.NodeId(step)),
        (test, step) => test._withoutCapability.Remove(Family.NodeId(step)),
        (test, step) => test._family.Evidence[Family.NodeId(step)] = test._family.Sign(Family.NodeId(step), test._family.Certificates[(step + 1) % Count]),
    ];

    public void Dispose()
    {
        _family.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public void Verdicts_are_those_without_a_session_whatever_is_damaged_and_whenever()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var (valid, invalid) = (0, 0);
        for (var round = 0; round < 400; round++)
        {
            if (random.Next(3) == 0)
            {
                Damages[random.Next(Damages.Length)](this, random.Next(Count));
            }

            if (random.Next(6) == 0)
            {
                var whole = random.Next(Count);
                _family.Add(Family.NodeId(whole), _family.Certificates[whole]);
            }

            var id = Family.NodeId(random.Next(Count));
            if (_family.Evidence.TryGetValue(id, out var evidence))
            {
                var required = random.Next(4) == 0 ? new[] { CheckNames.Continuity } : [];
                var alone = Describe(CertificateVerifier.VerifyLineage(evidence, Trust(session: null, required), TestContext.Current.CancellationToken));
                var together = Describe(CertificateVerifier.VerifyLineage(evidence, Trust(_session, required), TestContext.Current.CancellationToken));
                Assert.True(alone == together, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, round {round}:\n{alone}\nand in the session\n{together}"));
                (valid, invalid) = alone.StartsWith("True", StringComparison.Ordinal) ? (valid + 1, invalid) : (valid, invalid + 1);
            }
        }

        Assert.True(valid > 20 && invalid > 20, string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {valid} held and {invalid} did not."));
    }

    [Fact]
    public void No_ancestor_is_judged_twice()
    {
        // Each judgement of a child opens its parent's capability.
        VerifyAll(session: null);
        Assert.Equal((Count - 1) * Count / 2, _opened);
        _opened = 0;
        VerifyAll(_session);
        Assert.InRange(_opened, Count - 1, 2 * Count);
        _opened = 0;
        VerifyAll(_session);
        Assert.Equal(Count - 1, _opened);
    }

    [Fact]
    public void What_is_shown_under_the_same_name_is_judged_by_its_bytes()
    {
        Assert.True(Verify(Count - 1).IsValid);
        _family.Add(Family.NodeId(2), _family.Certificates[2] with { Timestamp = "2030-01-01T00:00:00Z" });
        Assert.Contains(Family.NodeId(2), Verify(Count - 1).Reason, StringComparison.Ordinal);
        _family.Evidence[Family.NodeId(2)] = _family.Sign(Family.NodeId(2), _family.Certificates[2], _stranger);
        Assert.Contains(Family.NodeId(2), Verify(Count - 1).Reason, StringComparison.Ordinal);
        _family.Add(Family.NodeId(2), _family.Certificates[2]);
        Assert.True(Verify(Count - 1).IsValid);
    }

    [Fact]
    public void What_held_by_one_trust_is_judged_anew_by_another()
    {
        Assert.True(Verify(Count - 1).IsValid);
        var tip = _family.Evidence[Family.NodeId(Count - 1)];
        var keys = KeyRing.Of(_stranger.PublicKey);
        var digest = Digest.Compute(tip.Certificate.Span);
        foreach (var trust in new[]
        {
            Trust(_session) with { Keys = keys, ExpectedArtifactHash = digest },
            Trust(_session) with { Keys = new KeyRing([], [_family.Key.PublicKey]), ExpectedArtifactHash = digest },
            Trust(_session, [CheckNames.Sandbox]),
        })
        {
            Assert.Equal(
                Describe(CertificateVerifier.VerifyLineage(tip, trust with { Session = null }, TestContext.Current.CancellationToken)),
                Describe(CertificateVerifier.VerifyLineage(tip, trust, TestContext.Current.CancellationToken)));
            Assert.False(CertificateVerifier.VerifyLineage(tip, trust, TestContext.Current.CancellationToken).IsValid);
        }
    }

    [Fact]
    public void What_held_at_a_time_holds_later_and_is_judged_anew_earlier()
    {
        var clock = new SetClock();
        var trust = Trust(_session) with { Attestation = new AttestationExpectation { Roots = [], Clock = clock } };
        Assert.Equal(Count - 1, CountOpened());
        clock.Now = clock.Now.AddDays(1);
        Assert.Equal(1, CountOpened());
        clock.Now = clock.Now.AddDays(-2);
        Assert.Equal(Count - 1, CountOpened());

        int CountOpened()
        {
            _opened = 0;
            Assert.True(CertificateVerifier.VerifyLineage(_family.Evidence[Family.NodeId(Count - 1)], trust, TestContext.Current.CancellationToken).IsValid);
            return _opened;
        }
    }

    [Fact]
    public void A_lineage_whose_capabilities_nobody_looked_at_is_judged_each_time()
    {
        for (var round = 0; round < 2; round++)
        {
            _opened = 0;
            var trust = Trust(_session) with { FindNode = _family.Evidence.GetValueOrDefault };
            Assert.True(CertificateVerifier.VerifyLineage(_family.Evidence[Family.NodeId(Count - 1)], trust, TestContext.Current.CancellationToken).IsValid);
            Assert.Equal(Count - 1, _opened);
        }
    }

    private static ReadOnlyMemory<byte> Flip(ReadOnlyMemory<byte> bytes)
    {
        var changed = bytes.ToArray();
        changed[changed.Length / 2] ^= 1;
        return changed;
    }

    private static string Describe(CertificateVerdict verdict) => string.Join('\n', new[] { verdict }.Concat(verdict.Lineage).Select(one =>
        $"{one.IsValid} {one.NodeId} {one.ArtifactHash} {one.ErrorCode?.Name} {one.Reason} {string.Join(' ', one.Checks.Select(check => $"{check.Name}={check.Status}:{check.Detail}"))}"));

    private CertificateVerdict Verify(int step) =>
        CertificateVerifier.VerifyLineage(_family.Evidence[Family.NodeId(step)], Trust(_session), TestContext.Current.CancellationToken);

    private void VerifyAll(VerificationSession? session)
    {
        foreach (var evidence in _family.Evidence.Values)
        {
            Assert.True(CertificateVerifier.VerifyLineage(evidence, Trust(session), TestContext.Current.CancellationToken).IsValid);
        }
    }

    private CertificateTrust Trust(VerificationSession? session, IReadOnlyCollection<string>? required = null) => _family.Trust with
    {
        Keys = _keys ??= _family.Trust.Keys,
        Required = required ?? [],
        Session = session,
        FindNode = Find,
        FindChain = Open,
    };

    // As a store gives it: with the digest of the capabilities that are at hand.
    private CertificateEvidence? Find(string nodeId) => _family.Evidence.GetValueOrDefault(nodeId) is { } evidence
        ? evidence with { Capabilities = Digest.Compute(_withoutCapability.Contains(nodeId) ? [] : "sealed"u8) }
        : null;

    private RatchetChain? Open(string nodeId)
    {
        Interlocked.Increment(ref _opened);
        return _withoutCapability.Contains(nodeId) ? null : _family.Trust.FindChain!(nodeId);
    }

    private void Change(int step, Func<CertificateEvidence, CertificateEvidence> change)
    {
        if (_family.Evidence.TryGetValue(Family.NodeId(step), out var evidence))
        {
            _family.Evidence[Family.NodeId(step)] = change(evidence);
        }
    }

    private NodeClaim Claim(int step)
    {
        var state = _family.Certificates[step].Result.NewState;
        var digest = Digest.Compute(CertificateDocument.Write(_family.Certificates[step]));
        return new NodeClaim(
            Family.NodeId(step), state.RatchetStep!.Value, state.StateId, state.SnapshotRoot!.Value, state.StateCommitment!.Value, state.NetCommitment!.Value, digest);
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddYears(60);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
