using Swarm.Core.Errors;
using Swarm.Verification.Bundles;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;
using Swarm.Verification.Logs;
using Swarm.Verification.PublicKeys;
using Swarm.Verification.Roots;
using Swarm.Verification.Timestamps;
using Swarm.Verification.Verdicts;
using Swarm.Verification.X509;

namespace Swarm.Verification.Attestations;

/// <summary>
/// The checks of one bundle against one trusted root: first whether it is about the artifact, which is what people get
/// wrong, then the evidence in the order in which one rests on another. Any that fails is enough.
/// </summary>
internal sealed class EvidenceChecks(
    SigstoreBundle bundle, AttestationSubject subject, AttestationTrust trust, TrustedRoot? root, IdentityPattern? pattern)
{
    /// <summary>How far the clocks of authorities may run ahead of the verifier's.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private readonly List<CheckResult> _checks = [];

    private readonly List<VerifiedTime> _times = [];

    private readonly DateTimeOffset _now = trust.Clock.GetUtcNow();

    private SwarmException? _refusedTimestamp;

    private DerCertificate? _issuer;

    private Statement? _statement;

    private CertificateClaims? _claims;

    private PublicKey SignerKey => bundle.Certificate?.PublicKey ?? trust.Key!;

    internal AttestationVerdict Run()
    {
        _checks.Add(new CheckResult("bundle", CheckStatus.Passed, bundle.MediaType));
        Check("signature", () => new CheckResult("signature", CheckStatus.Passed, SignatureCheck.Verify(bundle, SignerKey, subject)));
        Check("subject", CheckSubject);
        Check("timestamp", CheckTimestamps);
        Check("log", CheckLog);
        FailTimestamps();
        Check("time", CheckTime);
        Check("certificate", CheckCertificate);
        Check("sct", CheckCertificateLog);

        // Whoever reads the verdict sees what is proven, or nothing.
        var holds = !_checks.Exists(check => check.Status == CheckStatus.Failed);
        if (holds)
        {
            _checks.AddRange(CheckContent());
            _checks.AddRange(RequirementChecks.Check(trust.Requirements, pattern, _claims));
        }

        var failed = _checks.Find(check => check.Status == CheckStatus.Failed);
        var verdict = new AttestationVerdict
        {
            IsValid = failed is null,
            Reason = failed is null ? Describe() : $"The {failed.Name} check failed: {failed.Detail.TrimEnd('.')}.",
            Checks = _checks,
            SubjectDigest = subject.Digest,
            MediaType = bundle.MediaType,
            Kind = bundle.Envelope is null ? AttestationKind.MessageSignature : AttestationKind.Statement,
            Root = root,
        };
        return !holds ? verdict : verdict with
        {
            Claims = _claims,
            Times = _times,
            LogIndexes = root is { HasTransparencyLogs: true } ? [.. bundle.Entries.Select(entry => entry.LogIndex)] : [],
            PredicateType = _statement?.PredicateType,
            Statement = bundle.Envelope?.Payload,
        };
    }

    private void Check(string name, Func<CheckResult> check)
    {
        try
        {
            _checks.Add(check());
        }
        catch (SwarmException exception)
        {
            _checks.Add(new CheckResult(name, CheckStatus.Failed, exception.Message));
        }
    }

    private CheckResult CheckTimestamps()
    {
        const string Name = "timestamp";
        if (root is not { HasTimestampAuthorities: true })
        {
            return CheckResult.Unavailable(Name, root is null ? "no trusted root was given" : "the trusted root names no timestamp authority");
        }

        var refused = new List<SwarmException>();
        foreach (var timestamp in bundle.Timestamps)
        {
            try
            {
                var time = TimestampVerifier.Verify(timestamp, bundle.Signature.Span, root.TimestampAuthorities);
                if (!_times.Contains(time))
                {
                    _times.Add(time);
                }
            }
            catch (SwarmException exception)
            {
                // A bundle may carry timestamps for verifiers that trust other authorities. One that does not hold says nothing.
                refused.Add(exception);
            }
        }

        _refusedTimestamp = refused.Count > 0 ? refused[0] : null;
        var left = refused.Count == 0 ? string.Empty : $"passed over {refused.Count} of {bundle.Timestamps.Count} timestamps: {refused[0].Message}";
        return _times.Count > 0
            ? new CheckResult(Name, CheckStatus.Passed, string.Join("; ", string.Join(", ", _times.Select(Describe)), left).TrimEnd(';', ' '))
            : CheckResult.Unavailable(Name, refused.Count > 0 ? left : "the bundle has none");
    }

    // Where nothing else says when the signature was made, the timestamp that does not hold is what is wrong.
    private void FailTimestamps()
    {
        if (_times.Count == 0 && _refusedTimestamp is { } refusal)
        {
            var place = _checks.FindIndex(check => check.Name == "timestamp");
            _checks[place] = new CheckResult("timestamp", CheckStatus.Failed, refusal.Message);
        }
    }

    private CheckResult CheckLog()
    {
        const string Name = "log";
        if (root is not { HasTransparencyLogs: true })
        {
            return CheckResult.Unavailable(Name, root is null ? "no trusted root was given" : "the trusted root names no transparency log");
        }

        if (bundle.Entries.Count == 0)
        {
            throw Refusal.Invalid("the bundle has no entry of a transparency log, and the trusted root asks for one");
        }

        var signer = new EntrySubject(
            bundle, bundle.Certificate?.Raw ?? trust.Key!.SubjectPublicKeyInfo, bundle.Certificate is not null, subject.FindDigest);
        var times = _times.ToArray();
        foreach (var entry in bundle.Entries)
        {
            var time = LogVerifier.Verify(entry, root.Logs, times, _now);
            LogEntryBody.RequireMatch(entry, signer);
            if (time is not null)
            {
                _times.Add(time);
            }
        }

        return new CheckResult(Name, CheckStatus.Passed, $"entry {string.Join(", ", bundle.Entries.Select(entry => entry.LogIndex))}");
    }

    private CheckResult CheckTime()
    {
        const string Name = "time";
        if (_times.Find(time => time.Time > _now + ClockTolerance) is { } future)
        {
            throw Refusal.Invalid($"{Describe(future)} lies in the future: check this machine's clock");
        }

        if (_times.Count > 0)
        {
            return new CheckResult(Name, CheckStatus.Passed, string.Join(", ", _times.Select(Describe)));
        }

        return bundle.Certificate is null
            ? CheckResult.Unavailable(Name, "nothing says when the key signed")
            : throw Refusal.Invalid("nothing that is trusted says when the signature was made, and the certificate was valid for minutes only");
    }

    private CheckResult CheckCertificate()
    {
        const string Name = "certificate";
        if (bundle.Certificate is not { } leaf)
        {
            return CheckResult.Unavailable(Name, "a key signed");
        }

        if (_times.Count == 0)
        {
            throw Refusal.Invalid("there is no verified time to check it at");
        }

        foreach (var time in _times)
        {
            _issuer = FindPath(leaf, time.Time)[1];
        }

        _claims = CertificateClaims.Read(leaf);
        return new CheckResult(Name, CheckStatus.Passed, $"issued by an authority of the trusted root, and valid when the signature was made");
    }

    private IReadOnlyList<DerCertificate> FindPath(DerCertificate leaf, DateTimeOffset time)
    {
        SwarmException? nearest = null;
        foreach (var authority in root!.CertificateAuthorities)
        {
            try
            {
                return CertificatePath.Build(leaf, authority, time, Oids.CodeSigning);
            }
            catch (SwarmException exception)
            {
                // Of an authority that did issue it, the reason says more.
                nearest = nearest is null || authority.Certificates.Any(leaf.IsSignedBy) ? exception : nearest;
            }
        }

        throw nearest ?? Refusal.Invalid("the trusted root names no certificate authority");
    }

    private CheckResult CheckCertificateLog()
    {
        const string Name = "sct";
        if (bundle.Certificate is not { } leaf)
        {
            return CheckResult.Unavailable(Name, "a key signed");
        }

        if (root is not { HasCertificateLogs: true })
        {
            return CheckResult.Unavailable(Name, "the trusted root names no certificate log");
        }

        return _issuer is { } issuer
            ? new CheckResult(Name, CheckStatus.Passed, CertificateTransparency.Verify(leaf, issuer, root.CertificateLogs))
            : CheckResult.Unavailable(Name, "the certificate does not hold");
    }

    private CheckResult CheckSubject()
    {
        const string Name = "subject";
        if (bundle.Envelope is not { } envelope)
        {
            return new CheckResult(Name, CheckStatus.Passed, subject.Digest.ToString());
        }

        _statement = Statement.Read(envelope);
        return CheckResult.Of(
            Name,
            _statement.IsAbout(subject),
            subject.Digest.ToString(),
            _statement.NeedsFile(subject)
                ? "the signed statement names its artifacts by other digests than SHA-256, and only that was given: give the file"
                : $"the signed statement names other artifacts, and not {subject.Digest}");
    }

    private IEnumerable<CheckResult> CheckContent()
    {
        if (trust.Requirements.Kind is { } kind)
        {
            var isStatement = bundle.Envelope is not null;
            yield return CheckResult.Of(
                "kind", kind == AttestationKind.Statement == isStatement, isStatement ? "a statement" : "a signature", isStatement ? "the bundle signs a statement, and a signature of the artifact is asked for" : "the bundle signs the artifact, and a statement is asked for");
        }

        if (trust.Requirements.PredicateType is { } type)
        {
            yield return CheckResult.Of(
                "predicate_type", string.Equals(_statement?.PredicateType, type, StringComparison.Ordinal), type, $"the predicate is of the type '{_statement?.PredicateType ?? "none"}', and '{type}' is asked for");
        }
    }

    private string Describe() => _claims is null
        ? "The artifact was signed with the given key, and all evidence that the trusted root asks for holds."
        : $"The artifact was signed by {_claims.Identity}, and all evidence that the trusted root asks for holds.";

    private static string Describe(VerifiedTime time) => $"{CertificatePath.Format(time.Time)} by {time.Source}";
}
