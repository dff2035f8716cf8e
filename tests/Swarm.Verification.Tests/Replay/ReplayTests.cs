using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Certificates;
using Swarm.Verification.Replay;
using Swarm.Verification.Tests.Support;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Tests.Replay;

public sealed class ReplayTests : IDisposable
{
    private const long Now = 1_800_000_000;

    private static readonly Digest Artifact = Digest.Compute("artifact"u8);

    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-replay-").FullName;
    private readonly Family _family = new(2);
    private readonly SetClock _clock = new();

    private string LedgerPath => Path.Combine(_folder, "ledger.jsonl");

    private ReplayLedger Ledger => new(LedgerPath, _clock);

    public void Dispose()
    {
        _family.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_nonce_is_accepted_once_also_by_another_verifier()
    {
        Assert.Null(Ledger.Accept("one", Now + 10, Artifact));
        Assert.Contains("accepted before", Ledger.Accept("one", Now + 10, Artifact), StringComparison.Ordinal);
        Assert.Contains(Artifact.ToString(), Ledger.Accept("one", Now + 10, Digest.Compute("other"u8)), StringComparison.Ordinal);
        Assert.Null(Ledger.Accept("two", Now + 10, Artifact));
    }

    [Fact]
    public void The_time_of_acceptance_ends_and_includes_its_last_second()
    {
        Assert.Null(Ledger.Accept("one", Now, Artifact));
        Assert.Contains("over since 1 s", Ledger.Accept("two", Now - 1, Artifact), StringComparison.Ordinal);
        Assert.Null(Ledger.Accept("two", Now, Artifact));
    }

    [Fact]
    public async Task Of_many_at_once_one_is_accepted()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => Ledger.Accept("one", Now + 10, Artifact), TestContext.Current.CancellationToken)));
        Assert.Single(answers, answer => answer is null);
    }

    [Fact]
    public void Half_a_line_of_a_crash_is_no_acceptance_and_does_no_harm()
    {
        Assert.Null(Ledger.Accept("one", Now + 10, Artifact));
        File.AppendAllText(LedgerPath, "{\"artifact_hash\":\"sha2");
        Assert.Null(Ledger.Accept("two", Now + 10, Artifact));
        Assert.NotNull(Ledger.Accept("one", Now + 10, Artifact));
        Assert.NotNull(Ledger.Accept("two", Now + 10, Artifact));
        Assert.Equal(2, File.ReadAllLines(LedgerPath).Length);
    }

    [Fact]
    public void A_damaged_ledger_accepts_nothing()
    {
        File.WriteAllText(LedgerPath, "nonsense\n");
        var exception = Assert.Throws<SwarmException>(() => Ledger.Accept("one", Now + 10, Artifact));
        Assert.Equal(ErrorCode.CertificateReplayed, exception.ErrorCode);
        Assert.Contains(LedgerPath, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_expired_is_forgotten_and_what_has_not_is_kept()
    {
        var line = $$"""{"artifact_hash":"{{Artifact}}","expires_at_unix":EXPIRES,"nonce":"NONCE"}""" + "\n";
        var text = new StringBuilder(line.Replace("EXPIRES", $"{Now + 5}", StringComparison.Ordinal).Replace("NONCE", "live", StringComparison.Ordinal));
        for (var index = 0; index < 3000; index++)
        {
            text.Append(line.Replace("EXPIRES", $"{Now - 5}", StringComparison.Ordinal).Replace("NONCE", $"old {index}", StringComparison.Ordinal));
        }

        File.WriteAllText(LedgerPath, text.ToString());
        Assert.Null(Ledger.Accept("one", Now + 10, Artifact));
        Assert.Equal(2, File.ReadAllLines(LedgerPath).Length);
        Assert.NotNull(Ledger.Accept("live", Now + 10, Artifact));
    }

    [Fact]
    public void A_verifier_with_a_ledger_accepts_a_run_once_and_history_stays_valid()
    {
        var evidence = MakeEvidence(new CertificateReplay { Nonce = "challenge", ExpiresAtUnix = Now + 60 });
        var trust = _family.Trust with { Ledger = Ledger };
        Assert.True(CertificateVerifier.Verify(evidence, trust).IsValid);
        var second = CertificateVerifier.Verify(evidence, trust);
        Assert.Equal((false, ErrorCode.CertificateReplayed), (second.IsValid, second.ErrorCode));
        _clock.Seconds += 1_000_000;
        var late = CertificateVerifier.Verify(evidence, trust with { Ledger = new ReplayLedger(LedgerPath + "-other", _clock) });
        Assert.Equal(ErrorCode.CertificateReplayed, late.ErrorCode);
        Assert.True(CertificateVerifier.Verify(evidence, _family.Trust).IsValid);
        Assert.Equal(ErrorCode.CertificateReplayed, CertificateVerifier.Verify(MakeEvidence(replay: null), trust).ErrorCode);
    }

    [Fact]
    public void What_does_not_hold_otherwise_uses_no_nonce_up()
    {
        var evidence = MakeEvidence(new CertificateReplay { Nonce = "challenge", ExpiresAtUnix = Now + 60 });
        var trust = _family.Trust with { Ledger = Ledger };
        Assert.False(CertificateVerifier.Verify(evidence, trust with { ExpectedArtifactHash = Artifact }).IsValid);
        Assert.False(CertificateVerifier.Verify(evidence, trust with { Required = [CheckNames.Sandbox] }).IsValid);
        Assert.False(File.Exists(LedgerPath));
        Assert.True(CertificateVerifier.Verify(evidence, trust with { Required = [CheckNames.Replay] }).IsValid);
    }

    [Fact]
    public void In_a_lineage_only_the_run_itself_is_accepted()
    {
        var evidence = MakeEvidence(new CertificateReplay { Nonce = "challenge", ExpiresAtUnix = Now + 60 });
        var trust = _family.Trust with { Ledger = Ledger, Required = [CheckNames.Replay] };
        var verdict = CertificateVerifier.VerifyLineage(evidence, trust, TestContext.Current.CancellationToken);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Single(verdict.Lineage);
    }

    private CertificateEvidence MakeEvidence(CertificateReplay? replay) => _family.Sign("run", _family.Certificates[1] with { Replay = replay });

    private sealed class SetClock : TimeProvider
    {
        public long Seconds { get; set; } = Now;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Seconds);
    }
}
