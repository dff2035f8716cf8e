using Swarm.Core.Errors;
using Swarm.Verification.Bundles;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;
using Swarm.Verification.Roots;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Attestations;

/// <summary>Verifies Sigstore bundles offline.</summary>
public static class AttestationVerifier
{
    private const int MostBundles = 100;

    /// <summary>Verifies a bundle for one artifact, or the bundles that a file holds one a line, of which one has to hold.</summary>
    /// <param name="bundle">The bytes: JSON, versions 0.1 to 0.3, at most 16 MiB in all.</param>
    /// <param name="subject">The artifact.</param>
    /// <param name="trust">What the caller trusts and asks for.</param>
    /// <returns>The verdict. A bundle that cannot be read is one that does not hold.</returns>
    /// <exception cref="SwarmException">The requirements are not usable (<c>SPEC_INVALID</c>).</exception>
    public static AttestationVerdict Verify(ReadOnlyMemory<byte> bundle, AttestationSubject subject, AttestationTrust trust)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(trust);
        var required = trust.Requirements;
        var pattern = required.IdentityPattern is { } text ? new IdentityPattern(text) : null;
        IReadOnlyList<ReadOnlyMemory<byte>> bundles;
        try
        {
            bundles = bundle.Length > BundleLimits.Bytes ? [bundle] : JsonLines.Split(bundle, MostBundles, "The file");
        }
        catch (SwarmException exception)
        {
            return Refuse(exception.Message, subject);
        }

        AttestationVerdict? best = null;
        foreach (var one in bundles)
        {
            var verdict = VerifyOne(one, subject, trust, pattern);
            if (verdict.IsValid)
            {
                return verdict;
            }

            best = Nearest(best, verdict);
        }

        return bundles.Count == 1 ? best! : best! with { Reason = $"{best.Reason} (That is the nearest of {bundles.Count} bundles.)" };
    }

    private static AttestationVerdict VerifyOne(ReadOnlyMemory<byte> bundle, AttestationSubject subject, AttestationTrust trust, IdentityPattern? pattern)
    {
        SigstoreBundle read;
        try
        {
            read = BundleReader.Read(bundle);
            RequireSigner(read, trust);
        }
        catch (SwarmException exception)
        {
            return Refuse(exception.Message, subject);
        }

        AttestationVerdict? best = null;
        IEnumerable<TrustedRoot?> roots = trust.Roots;
        foreach (var root in roots.DefaultIfEmpty())
        {
            var verdict = new EvidenceChecks(read, subject, trust, root, pattern).Run();
            if (verdict.IsValid)
            {
                return verdict;
            }

            best = Nearest(best, verdict);
        }

        return trust.Roots.Count == 1 || best!.Root is null ? best! : best with { Reason = $"{best.Reason} (That is the nearest of {trust.Roots.Count} trusted roots.)" };
    }

    private static AttestationVerdict Nearest(AttestationVerdict? best, AttestationVerdict verdict) =>
        best is null || CountPassed(verdict) > CountPassed(best) ? verdict : best;

    private static int CountPassed(AttestationVerdict verdict) => verdict.Checks.Count(check => check.Status == CheckStatus.Passed);

    // A key that the caller gave, and nothing else, makes a bundle one that a key signed.
    private static void RequireSigner(SigstoreBundle bundle, AttestationTrust trust)
    {
        if (bundle.Certificate is null && trust.Key is null)
        {
            throw Refusal.Invalid("The bundle was signed with a key, and no key was given: give the signer's public key.");
        }

        if (bundle.Certificate is not null && trust.Key is not null)
        {
            throw Refusal.Invalid("The bundle was signed with a certificate, and a key was given: leave the key out and say whose identity is accepted.");
        }

        if (bundle.Certificate is not null && trust.Roots.Count == 0)
        {
            throw Refusal.Invalid("The bundle was signed with a certificate, and no trusted root was given to check it against.");
        }

        if (bundle.Certificate is not null && !trust.Requirements.NamesSigner)
        {
            throw Refusal.Invalid("Nothing says whose signature is accepted, and anyone can get a certificate: ask for an identity, a signer's workflow, or a source repository or owner.");
        }

        if (bundle is { Certificate: null, Envelope.KeyId.Length: > 0, KeyHint.Length: > 0 } && bundle.Envelope.KeyId != bundle.KeyHint)
        {
            throw Refusal.Malformed("The bundle names one key, and the envelope in it another.");
        }
    }

    private static AttestationVerdict Refuse(string reason, AttestationSubject subject)
    {
        return new AttestationVerdict
        {
            IsValid = false,
            Reason = reason,
            Checks = [new CheckResult("bundle", CheckStatus.Failed, reason)],
            SubjectDigest = subject.Digest,
        };
    }
}
