using Swarm.Core.Errors;

namespace Swarm.Verification.Verdicts;

/// <summary>The checks of a certificate, by name.</summary>
public static class CheckNames
{
    /// <summary>The certificate is of its schema.</summary>
    public const string Schema = "schema";

    /// <summary>Its digest is the expected one.</summary>
    public const string Digest = "digest";

    /// <summary>A trusted key signed it.</summary>
    public const string Signature = "signature";

    /// <summary>A Sigstore bundle attests it, by the workflow that it names.</summary>
    public const string Attestation = "attestation";

    /// <summary>The store's record of the node says the same.</summary>
    public const string Record = "record";

    /// <summary>It names the required commit.</summary>
    public const string Commit = "commit";

    /// <summary>It ran under the policy whose bytes are at hand, and what it observed does not contradict that.</summary>
    public const string Policy = "policy";

    /// <summary>Its parent's certificate, bundle, snapshot, ratchet step and commitments link.</summary>
    public const string Parent = "parent";

    /// <summary>Whoever made it held the parent's capability.</summary>
    public const string Continuity = "continuity";

    /// <summary>Something confined the step.</summary>
    public const string Sandbox = "sandbox";

    /// <summary>The step's network was enforced.</summary>
    public const string Enforcement = "enforcement";

    /// <summary>All ancestors hold, to the root.</summary>
    public const string Lineage = "lineage";

    /// <summary>The head log contains what the caller expects, and hides nothing.</summary>
    public const string Heads = "heads";

    /// <summary>Its nonce was not seen before and its time of acceptance is not over.</summary>
    public const string Replay = "replay";

    /// <summary>All checks, in the order in which they are made.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Schema, Digest, Signature, Attestation, Record, Commit, Policy, Parent, Continuity, Sandbox, Enforcement, Lineage, Heads, Replay,
    ];

    /// <summary>The checks that an ancestor must pass too, where the caller requires them.</summary>
    internal static IReadOnlyList<string> OfAncestors { get; } = [Signature, Attestation, Record, Policy, Continuity, Sandbox, Enforcement];

    /// <summary>Gives the error that a failed check stands for.</summary>
    /// <param name="name">The check.</param>
    internal static ErrorCode CodeOf(string name) => name switch
    {
        Digest => ErrorCode.CertificateDigestMismatch,
        Signature => ErrorCode.CertificateSignatureInvalid,
        Attestation => ErrorCode.AttestationInvalid,
        Commit => ErrorCode.CertificateCommitMismatch,
        Policy => ErrorCode.PolicyHashMismatch,
        Parent or Continuity or Lineage => ErrorCode.CertificateLineageBroken,
        Heads => ErrorCode.HeadMismatch,
        Replay => ErrorCode.CertificateReplayed,
        _ => ErrorCode.CertificateInvalid,
    };
}
