using System.Text.Json.Nodes;
using Swarm.Verification.Attestations;
using Swarm.Verification.Roots;
using Swarm.Verification.Tests.Authority;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>One instance, what is accepted of it, and how a verdict is to read.</summary>
internal static class Trial
{
    public const int MostReason = 600;

    public static FakeSigstore Instance { get; } = FakeSigstore.Create();

    public static TimeProvider Clock { get; } = new FixedClock(FakeSigstore.Now.AddHours(1));

    public static string Signer { get; } = FakeIdentity.GitHub.Claims[FulcioClaim.BuildSignerUri];

    public static AttestationRequirements Requirements { get; } = new() { Identity = Signer, Issuer = FakeIdentity.GitHubIssuer };

    public static AttestationTrust Trust { get; } = Under(Instance.TrustedRoot());

    public static AttestationTrust Under(TrustedRootBuilder root) => Under(root.ToBytes());

    public static AttestationTrust Under(byte[] root) =>
        new() { Roots = TrustedRoot.Parse(root, "trusted_root.json"), Requirements = Requirements, Clock = Clock };

    /// <summary>The names of cases, for a theory.</summary>
    public static TheoryData<string> NamesOf(Dictionary<string, HostileCase> cases) => [.. cases.Keys];

    public static SignedBundle Sign(Func<BundleRequest, BundleRequest>? change = null, FakeSigstore? instance = null) =>
        (instance ?? Instance).Sign(change?.Invoke(new BundleRequest()) ?? new BundleRequest());

    /// <summary>A bundle whose leaf certificate is changed before the logs see it.</summary>
    public static SignedBundle SignWithLeaf(Action<CertificateTemplate> change, FakeSigstore? instance = null) =>
        Sign(request => request with { Leaf = leaf => leaf with { Change = change } }, instance);

    /// <summary>A good bundle whose JSON is changed afterwards.</summary>
    public static SignedBundle Alter(Action<SignedBundle> change, Func<BundleRequest, BundleRequest>? request = null)
    {
        var bundle = Sign(request);
        change(bundle);
        return bundle;
    }

    /// <summary>A bundle around a signature that was made elsewhere.</summary>
    public static SignedBundle Compose(SignedContent content, LogEntryKind kind)
    {
        var certificate = Instance.Fulcio.Issue(new LeafRequest { Key = content.Key, NotBefore = FakeSigstore.Now });
        var entry = Instance.Rekor!.Add(LogBodies.Create(kind, content, certificate), FakeSigstore.Now.AddSeconds(7));
        var json = new BundleBuilder().WithContent(content).WithCertificate(certificate).WithEntry(entry).Build();
        return new SignedBundle(json, BundleRequest.DefaultArtifact, content, certificate);
    }

    public static AttestationVerdict Verify(byte[] bundle, AttestationTrust trust, AttestationSubject? subject = null) =>
        AttestationVerifier.Verify(bundle, subject ?? AttestationSubject.FromBytes(BundleRequest.DefaultArtifact), trust);

    /// <summary>Judges a bundle and asserts the verdict.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="trust">What it is judged under.</param>
    /// <param name="check">The first check that must fail; none where the bundle must hold.</param>
    /// <param name="says">What the reason must say.</param>
    /// <param name="subject">What it is about; the artifact of every request where null.</param>
    public static void AssertVerdict(byte[] bundle, AttestationTrust trust, string? check, string says, AttestationSubject? subject = null)
    {
        var verdict = Verify(bundle, trust, subject);
        var failed = verdict.Checks.FirstOrDefault(result => result.Status == CheckStatus.Failed);
        Assert.True(string.Equals(check, failed?.Name, StringComparison.Ordinal), $"{check ?? "nothing"} was to fail, and {verdict.Reason}");
        Assert.Equal(check is null, verdict.IsValid);
        AssertReadable(verdict);
        Assert.Contains(says, verdict.Reason, StringComparison.Ordinal);
    }

    /// <summary>A reason is one sentence or two on one line, names its check, and brings nothing of the machinery along.</summary>
    public static void AssertReadable(AttestationVerdict verdict)
    {
        var reason = verdict.Reason;
        Assert.InRange(reason.Length, 25, MostReason);
        Assert.DoesNotContain(reason, char.IsControl);
        Assert.DoesNotContain("Exception", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("..", reason, StringComparison.Ordinal);
        Assert.True(reason[^1] is '.' or ')', reason);
        if (verdict.IsValid)
        {
            return;
        }

        var failed = verdict.Checks.First(check => check.Status == CheckStatus.Failed);
        Assert.Contains(failed.Detail.TrimEnd('.'), reason, StringComparison.Ordinal);
        Assert.True(failed.Name == "bundle" || reason.Contains(failed.Name, StringComparison.Ordinal), reason);
        Assert.True(char.IsUpper(reason[0]), reason);
    }

    /// <summary>The decoded bytes of a member, changed and put back.</summary>
    public static void Change(JsonObject owner, string name, Func<byte[], byte[]> change) =>
        owner[name] = Convert.ToBase64String(change(Convert.FromBase64String(owner[name]!.GetValue<string>())));

    public static byte[] Flip(byte[] bytes, int bit)
    {
        var changed = bytes.ToArray();
        changed[bit / 8] ^= (byte)(1 << (bit % 8));
        return changed;
    }
}
