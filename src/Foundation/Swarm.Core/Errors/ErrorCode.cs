namespace Swarm.Core.Errors;

/// <summary>A stable name for one kind of failure, with its category and whether trying again can help.</summary>
/// <param name="Name">The name that scripts test, in capitals and underscores.</param>
/// <param name="Category">The category, which decides the exit code.</param>
/// <param name="Retryable">Whether the same call may succeed later.</param>
public sealed record ErrorCode(string Name, ErrorCategory Category, bool Retryable = false)
{
    /// <summary>Nothing else covers it.</summary>
    public static readonly ErrorCode Unexpected = new("UNEXPECTED", ErrorCategory.Unexpected);

    /// <summary>The caller cancelled.</summary>
    public static readonly ErrorCode Cancelled = new("CANCELLED", ErrorCategory.Unexpected, Retryable: true);

    /// <summary>An argument or a run spec does not hold.</summary>
    public static readonly ErrorCode SpecInvalid = new("SPEC_INVALID", ErrorCategory.InvalidInput);

    /// <summary>A document is not of its schema.</summary>
    public static readonly ErrorCode SchemaInvalid = new("SCHEMA_INVALID", ErrorCategory.InvalidInput);

    /// <summary>No node, run or branch answers to the reference.</summary>
    public static readonly ErrorCode NodeNotFound = new("NODE_NOT_FOUND", ErrorCategory.InvalidInput);

    /// <summary>More than one tip carries the label, or more than one id begins with the text.</summary>
    public static readonly ErrorCode AmbiguousLabel = new("AMBIGUOUS_LABEL", ErrorCategory.InvalidInput);

    /// <summary>The workspace cannot be captured as it is.</summary>
    public static readonly ErrorCode WorkspaceInvalid = new("WORKSPACE_INVALID", ErrorCategory.InvalidInput);

    /// <summary>A file kept changing while it was read.</summary>
    public static readonly ErrorCode WorkspaceChanged = new("WORKSPACE_CHANGED", ErrorCategory.InvalidInput, Retryable: true);

    /// <summary>What changes are to be merged into is not as they take it to be.</summary>
    public static readonly ErrorCode WorkspaceConflict = new("WORKSPACE_CONFLICT", ErrorCategory.InvalidInput);

    /// <summary>The state file is not a sound SQLite database.</summary>
    public static readonly ErrorCode StateInvalid = new("STATE_INVALID", ErrorCategory.InvalidInput);

    /// <summary>Another process holds the state database.</summary>
    public static readonly ErrorCode StateBusy = new("STATE_BUSY", ErrorCategory.InvalidInput, Retryable: true);

    /// <summary>A query is malformed, writes, or exceeds its limits.</summary>
    public static readonly ErrorCode StateQueryInvalid = new("STATE_QUERY_INVALID", ErrorCategory.InvalidInput);

    /// <summary>A bundle is damaged, cut short or not allowed.</summary>
    public static readonly ErrorCode BundleInvalid = new("BUNDLE_INVALID", ErrorCategory.InvalidInput);

    /// <summary>A file or folder that the caller named is missing, there already, or of the wrong kind.</summary>
    public static readonly ErrorCode PathInvalid = new("PATH_INVALID", ErrorCategory.InvalidInput);

    /// <summary>A key is missing, malformed or already there.</summary>
    public static readonly ErrorCode KeyInvalid = new("KEY_INVALID", ErrorCategory.InvalidInput);

    /// <summary>A key file is readable by others.</summary>
    public static readonly ErrorCode KeyExposed = new("KEY_EXPOSED", ErrorCategory.PolicyViolation);

    /// <summary>An age file is malformed, damaged or for other recipients.</summary>
    public static readonly ErrorCode SealInvalid = new("SEAL_INVALID", ErrorCategory.InvalidInput);

    /// <summary>The configuration is malformed.</summary>
    public static readonly ErrorCode ConfigurationInvalid = new("CONFIGURATION_INVALID", ErrorCategory.InvalidInput);

    /// <summary>There is no store where one is needed.</summary>
    public static readonly ErrorCode StoreNotFound = new("STORE_NOT_FOUND", ErrorCategory.InvalidInput);

    /// <summary>The store's files may not or cannot be read.</summary>
    public static readonly ErrorCode StoreUnreadable = new("STORE_UNREADABLE", ErrorCategory.Backend);

    /// <summary>The store was written by a newer version.</summary>
    public static readonly ErrorCode StoreVersionUnsupported = new("STORE_VERSION_UNSUPPORTED", ErrorCategory.InvalidInput);

    /// <summary>Another process holds the store.</summary>
    public static readonly ErrorCode StoreBusy = new("STORE_BUSY", ErrorCategory.Backend, Retryable: true);

    /// <summary>The store cannot be written: read-only, full, or failing.</summary>
    public static readonly ErrorCode StoreUnwritable = new("STORE_UNWRITABLE", ErrorCategory.Backend);

    /// <summary>The file system does not keep a second process out where a first holds a lock.</summary>
    public static readonly ErrorCode LockUnavailable = new("LOCK_UNAVAILABLE", ErrorCategory.Backend);

    /// <summary>Objects of the store are missing or damaged.</summary>
    public static readonly ErrorCode StoreDamaged = new("STORE_DAMAGED", ErrorCategory.VerificationFailed);

    /// <summary>The certificate does not hold.</summary>
    public static readonly ErrorCode CertificateInvalid = new("CERTIFICATE_INVALID", ErrorCategory.VerificationFailed);

    /// <summary>The certificate's digest is not the expected one.</summary>
    public static readonly ErrorCode CertificateDigestMismatch = new("CERTIFICATE_DIGEST_MISMATCH", ErrorCategory.VerificationFailed);

    /// <summary>A signature does not verify, or its key is not trusted.</summary>
    public static readonly ErrorCode CertificateSignatureInvalid = new("CERTIFICATE_SIGNATURE_INVALID", ErrorCategory.VerificationFailed);

    /// <summary>An ancestor is missing, swapped, rolled back or names itself.</summary>
    public static readonly ErrorCode CertificateLineageBroken = new("CERTIFICATE_LINEAGE_BROKEN", ErrorCategory.VerificationFailed);

    /// <summary>The certificate names another commit than the required one.</summary>
    public static readonly ErrorCode CertificateCommitMismatch = new("CERTIFICATE_COMMIT_MISMATCH", ErrorCategory.VerificationFailed);

    /// <summary>The certificate's nonce was seen before, or its time of acceptance is over.</summary>
    public static readonly ErrorCode CertificateReplayed = new("CERTIFICATE_REPLAYED", ErrorCategory.VerificationFailed);

    /// <summary>A check that the caller requires could not be made.</summary>
    public static readonly ErrorCode CertificateCheckMissing = new("CERTIFICATE_CHECK_MISSING", ErrorCategory.VerificationFailed);

    /// <summary>The store's head log was rolled back, or hides a branch.</summary>
    public static readonly ErrorCode HeadMismatch = new("CERTIFICATE_HEAD_MISMATCH", ErrorCategory.VerificationFailed);

    /// <summary>A Sigstore bundle does not hold for what it is shown for.</summary>
    public static readonly ErrorCode AttestationInvalid = new("ATTESTATION_INVALID", ErrorCategory.VerificationFailed);

    /// <summary>A Sigstore bundle or trusted root is malformed or too large.</summary>
    public static readonly ErrorCode AttestationMalformed = new("ATTESTATION_MALFORMED", ErrorCategory.VerificationFailed);

    /// <summary>What a transparency log says is malformed or does not hold: a note, a checkpoint, a signature or a tile.</summary>
    public static readonly ErrorCode TransparencyInvalid = new("TRANSPARENCY_INVALID", ErrorCategory.VerificationFailed);

    /// <summary>The policy's bytes are not those that the certificate names.</summary>
    public static readonly ErrorCode PolicyHashMismatch = new("POLICY_HASH_MISMATCH", ErrorCategory.VerificationFailed);

    /// <summary>A proof envelope does not hold, or is about another certificate.</summary>
    public static readonly ErrorCode ProofInvalid = new("PROOF_INVALID", ErrorCategory.VerificationFailed);

    /// <summary>A deterministic run gave other outputs than the same run before.</summary>
    public static readonly ErrorCode NotDeterministic = new("CERTIFICATE_NOT_DETERMINISTIC", ErrorCategory.VerificationFailed);

    /// <summary>A snapshot could not be restored.</summary>
    public static readonly ErrorCode RestoreFailed = new("RESTORE_FAILED", ErrorCategory.RestoreFailed);

    /// <summary>The capability does not open what it was offered for.</summary>
    public static readonly ErrorCode CapabilityInvalid = new("CAPABILITY_INVALID", ErrorCategory.PolicyViolation);

    /// <summary>What the run asks for cannot be enforced here.</summary>
    public static readonly ErrorCode PolicyUnsupported = new("POLICY_UNSUPPORTED", ErrorCategory.PolicyViolation);

    /// <summary>The policy is malformed, or has a rule that is not understood.</summary>
    public static readonly ErrorCode PolicyInvalid = new("POLICY_INVALID", ErrorCategory.PolicyViolation);

    /// <summary>The policy does not allow what the run asks for.</summary>
    public static readonly ErrorCode PolicyDenied = new("POLICY_DENIED", ErrorCategory.PolicyViolation);

    /// <summary>The step ended with a non-zero exit code.</summary>
    public static readonly ErrorCode StepFailed = new("STEP_FAILED", ErrorCategory.StepFailed);

    /// <summary>The step was ended at its deadline.</summary>
    public static readonly ErrorCode StepTimedOut = new("STEP_TIMED_OUT", ErrorCategory.StepFailed, Retryable: true);

    /// <summary>The step was ended, or its files left out, because a limit was broken.</summary>
    public static readonly ErrorCode StepLimitExceeded = new("STEP_LIMIT_EXCEEDED", ErrorCategory.StepFailed);

    /// <summary>The step's program could not be started.</summary>
    public static readonly ErrorCode StepNotStarted = new("STEP_NOT_STARTED", ErrorCategory.InvalidInput);

    /// <summary>A remote run was asked for without the workflow that it is to run under.</summary>
    public static readonly ErrorCode WorkflowRefRequired = new("WORKFLOW_REF_REQUIRED", ErrorCategory.InvalidInput);

    /// <summary>The reference to a workflow is not of its form.</summary>
    public static readonly ErrorCode WorkflowRefInvalid = new("WORKFLOW_REF_INVALID", ErrorCategory.InvalidInput);

    /// <summary>The reference names no commit, or the branch or tag to dispatch is at another commit.</summary>
    public static readonly ErrorCode WorkflowRefUnpinned = new("WORKFLOW_REF_UNPINNED", ErrorCategory.InvalidInput);

    /// <summary>GitHub does not know the token, or there is none.</summary>
    public static readonly ErrorCode GitHubUnauthorized = new("GH_UNAUTHORIZED", ErrorCategory.Backend);

    /// <summary>GitHub does not allow the token to do this.</summary>
    public static readonly ErrorCode GitHubForbidden = new("GH_FORBIDDEN", ErrorCategory.Backend);

    /// <summary>GitHub takes no further requests for a while.</summary>
    public static readonly ErrorCode GitHubRateLimited = new("GH_RATE_LIMITED", ErrorCategory.Backend, Retryable: true);

    /// <summary>GitHub has no such thing, or does not show it to the token.</summary>
    public static readonly ErrorCode GitHubNotFound = new("GH_NOT_FOUND", ErrorCategory.Backend);

    /// <summary>What was asked of GitHub does not fit the state that it is in.</summary>
    public static readonly ErrorCode GitHubConflict = new("GH_CONFLICT", ErrorCategory.Backend);

    /// <summary>GitHub has removed it: an artifact or a log whose time was over.</summary>
    public static readonly ErrorCode GitHubGone = new("GH_GONE", ErrorCategory.Backend);

    /// <summary>GitHub refuses the request as it was written.</summary>
    public static readonly ErrorCode GitHubRejected = new("GH_REJECTED", ErrorCategory.Backend);

    /// <summary>GitHub cannot be reached, or fails.</summary>
    public static readonly ErrorCode GitHubUnavailable = new("GH_UNAVAILABLE", ErrorCategory.Backend, Retryable: true);

    /// <summary>GitHub did not answer, or a run did not end, in time.</summary>
    public static readonly ErrorCode GitHubTimeout = new("GH_TIMEOUT", ErrorCategory.Backend, Retryable: true);

    /// <summary>GitHub's answer is not of its form, too large, or leads where it may not.</summary>
    public static readonly ErrorCode GitHubResponseInvalid = new("GH_RESPONSE_INVALID", ErrorCategory.Backend);

    /// <summary>It is not known which run a dispatch started, or the run is gone.</summary>
    public static readonly ErrorCode GitHubRunUnknown = new("GH_RUN_UNKNOWN", ErrorCategory.Backend);

    /// <summary>GitLab does not know the token, or there is none.</summary>
    public static readonly ErrorCode GitLabUnauthorized = new("GL_UNAUTHORIZED", ErrorCategory.Backend);

    /// <summary>GitLab does not allow the token to do this.</summary>
    public static readonly ErrorCode GitLabForbidden = new("GL_FORBIDDEN", ErrorCategory.Backend);

    /// <summary>GitLab takes no further requests for a while.</summary>
    public static readonly ErrorCode GitLabRateLimited = new("GL_RATE_LIMITED", ErrorCategory.Backend, Retryable: true);

    /// <summary>GitLab has no such thing, or does not show it to the token.</summary>
    public static readonly ErrorCode GitLabNotFound = new("GL_NOT_FOUND", ErrorCategory.Backend);

    /// <summary>What was asked of GitLab does not fit the state that it is in.</summary>
    public static readonly ErrorCode GitLabConflict = new("GL_CONFLICT", ErrorCategory.Backend);

    /// <summary>GitLab has removed it: an artifact whose time was over.</summary>
    public static readonly ErrorCode GitLabGone = new("GL_GONE", ErrorCategory.Backend);

    /// <summary>GitLab refuses the request as it was written.</summary>
    public static readonly ErrorCode GitLabRejected = new("GL_REJECTED", ErrorCategory.Backend);

    /// <summary>GitLab cannot be reached, or fails.</summary>
    public static readonly ErrorCode GitLabUnavailable = new("GL_UNAVAILABLE", ErrorCategory.Backend, Retryable: true);

    /// <summary>GitLab did not answer, or a pipeline did not end, in time.</summary>
    public static readonly ErrorCode GitLabTimeout = new("GL_TIMEOUT", ErrorCategory.Backend, Retryable: true);

    /// <summary>GitLab's answer is not of its form, too large, or leads where it may not.</summary>
    public static readonly ErrorCode GitLabResponseInvalid = new("GL_RESPONSE_INVALID", ErrorCategory.Backend);

    /// <summary>It is not known which pipeline a dispatch started, if any; or the pipeline was deleted.</summary>
    public static readonly ErrorCode GitLabRunUnknown = new("GL_RUN_UNKNOWN", ErrorCategory.Backend);

    /// <summary>A remote run left no artifact of the expected name.</summary>
    public static readonly ErrorCode ArtifactMissingArchive = new("ARTIFACT_MISSING_ARCHIVE", ErrorCategory.Backend);

    /// <summary>A remote run's artifact has no certificate.</summary>
    public static readonly ErrorCode ArtifactMissingCertificate = new("ARTIFACT_MISSING_CERTIFICATE", ErrorCategory.Backend);

    /// <summary>A remote run's artifact has no result.</summary>
    public static readonly ErrorCode ArtifactMissingResult = new("ARTIFACT_MISSING_RESULT", ErrorCategory.Backend);

    /// <summary>A remote run's artifact has no sealed capabilities of the next step.</summary>
    public static readonly ErrorCode ArtifactMissingNextTokens = new("ARTIFACT_MISSING_NEXT_TOKENS", ErrorCategory.Backend);

    /// <summary>A remote run's artifact has no bundle, or does not say where it is.</summary>
    public static readonly ErrorCode ArtifactMissingBundle = new("ARTIFACT_MISSING_BUNDLE", ErrorCategory.Backend);

    /// <summary>A remote run left no attestation of its certificate.</summary>
    public static readonly ErrorCode ArtifactMissingAttestation = new("ARTIFACT_MISSING_ATTESTATION", ErrorCategory.Backend);

    /// <summary>A remote run's artifact is damaged, too large, there more than once, or holds what it may not.</summary>
    public static readonly ErrorCode ArtifactArchiveInvalid = new("ARTIFACT_ARCHIVE_INVALID", ErrorCategory.Backend);

    /// <summary>A remote run's certificate is not of its schema, or is not the one expected.</summary>
    public static readonly ErrorCode ArtifactCertificateInvalid = new("ARTIFACT_CERTIFICATE_INVALID", ErrorCategory.Backend);

    /// <summary>A remote run's result is not of its schema, or is about another run.</summary>
    public static readonly ErrorCode ArtifactResultInvalid = new("ARTIFACT_RESULT_INVALID", ErrorCategory.Backend);

    /// <summary>A remote run's sealed capabilities are not of their schema, or are another run's.</summary>
    public static readonly ErrorCode ArtifactNextTokensInvalid = new("ARTIFACT_NEXT_TOKENS_INVALID", ErrorCategory.Backend);

    /// <summary>A remote run's bundle is not the one that its certificate names.</summary>
    public static readonly ErrorCode ArtifactBundleInvalid = new("ARTIFACT_BUNDLE_INVALID", ErrorCategory.Backend);

    /// <summary>Nothing confines the step here, and the request does not waive that.</summary>
    public static readonly ErrorCode SandboxUnavailable = new("SANDBOX_UNAVAILABLE", ErrorCategory.PolicyViolation);

    /// <summary>The native library that signs, verifies and seals cannot be loaded.</summary>
    public static readonly ErrorCode CryptographyUnavailable = new("CRYPTOGRAPHY_UNAVAILABLE", ErrorCategory.Unexpected);

    /// <summary>The runner's signature of a remote run is not among its artifacts.</summary>
    public static readonly ErrorCode ArtifactMissingSignature = new("ARTIFACT_MISSING_SIGNATURE", ErrorCategory.Backend);

    /// <summary>The node of a remote run is not among its artifacts.</summary>
    public static readonly ErrorCode ArtifactMissingNode = new("ARTIFACT_MISSING_NODE", ErrorCategory.Backend);

    /// <summary>The bundle's locator of a remote run is not among its artifacts.</summary>
    public static readonly ErrorCode ArtifactMissingBundleLocator = new("ARTIFACT_MISSING_BUNDLE_LOCATOR", ErrorCategory.Backend);

    /// <summary>The sealed log of a remote run is not among its artifacts.</summary>
    public static readonly ErrorCode ArtifactMissingLog = new("ARTIFACT_MISSING_LOG", ErrorCategory.Backend);

    /// <summary>The sealed response of a remote run is not among its artifacts.</summary>
    public static readonly ErrorCode ArtifactMissingResponse = new("ARTIFACT_MISSING_RESPONSE", ErrorCategory.Backend);

    /// <summary>A run has no receipts, because no proxy stood between its step and the network.</summary>
    public static readonly ErrorCode ReceiptsAbsent = new("RECEIPTS_ABSENT", ErrorCategory.InvalidInput);

    /// <summary>The sealed receipts of a remote run are not among its artifacts.</summary>
    public static readonly ErrorCode ArtifactMissingReceipts = new("ARTIFACT_MISSING_RECEIPTS", ErrorCategory.Backend);

    /// <summary>The sealed receipts of a remote run are malformed, too large, or another run's.</summary>
    public static readonly ErrorCode ArtifactReceiptsInvalid = new("ARTIFACT_RECEIPTS_INVALID", ErrorCategory.Backend);

    /// <summary>The runner's signature of a remote run is malformed, too large, or another run's.</summary>
    public static readonly ErrorCode ArtifactSignatureInvalid = new("ARTIFACT_SIGNATURE_INVALID", ErrorCategory.Backend);

    /// <summary>The node of a remote run is malformed, too large, or another run's.</summary>
    public static readonly ErrorCode ArtifactNodeInvalid = new("ARTIFACT_NODE_INVALID", ErrorCategory.Backend);

    /// <summary>The bundle's locator of a remote run is malformed, too large, or another run's.</summary>
    public static readonly ErrorCode ArtifactBundleLocatorInvalid = new("ARTIFACT_BUNDLE_LOCATOR_INVALID", ErrorCategory.Backend);

    /// <summary>The sealed log of a remote run is malformed, too large, or another run's.</summary>
    public static readonly ErrorCode ArtifactLogInvalid = new("ARTIFACT_LOG_INVALID", ErrorCategory.Backend);

    /// <summary>The sealed response of a remote run is malformed, too large, or another run's.</summary>
    public static readonly ErrorCode ArtifactResponseInvalid = new("ARTIFACT_RESPONSE_INVALID", ErrorCategory.Backend);

    /// <summary>The certificate's attestation of a remote run is malformed, too large, or another run's.</summary>
    public static readonly ErrorCode ArtifactAttestationInvalid = new("ARTIFACT_ATTESTATION_INVALID", ErrorCategory.Backend);

    /// <summary>The artifacts are of another run than the one that is collected.</summary>
    public static readonly ErrorCode ArtifactRunInvalid = new("ARTIFACT_RUN_INVALID", ErrorCategory.Backend);

    /// <summary>The store that bundles are kept in is not there.</summary>
    public static readonly ErrorCode BundleStoreNotFound = new("BUNDLE_STORE_NOT_FOUND", ErrorCategory.Backend);

    /// <summary>The store of bundles does not let the user in, or there are no credentials for it.</summary>
    public static readonly ErrorCode BundleStoreForbidden = new("BUNDLE_STORE_FORBIDDEN", ErrorCategory.Backend);

    /// <summary>The store of bundles cannot be reached, fails or does not answer in time.</summary>
    public static readonly ErrorCode BundleStoreUnavailable = new("BUNDLE_STORE_UNAVAILABLE", ErrorCategory.Backend, Retryable: true);

    /// <summary>The store of bundles does not take the bundle, or answers what cannot be used.</summary>
    public static readonly ErrorCode BundleStoreRejected = new("BUNDLE_STORE_REJECTED", ErrorCategory.Backend);

    /// <summary>A run that executes on a backend is to be collected, and has not ended.</summary>
    public static readonly ErrorCode RunUnfinished = new("RUN_UNFINISHED", ErrorCategory.Backend, Retryable: true);

    /// <summary>The route is not there: no broker, no provider, or neither answers.</summary>
    public static readonly ErrorCode RouteUnavailable = new("ROUTE_UNAVAILABLE", ErrorCategory.PolicyViolation, Retryable: true);

    /// <summary>The broker's key is another one than that which was pinned.</summary>
    public static readonly ErrorCode RoutePinMismatch = new("ROUTE_PIN_MISMATCH", ErrorCategory.PolicyViolation);

    /// <summary>The broker or the provider does not take the key that a connection came with.</summary>
    public static readonly ErrorCode RouteKeyRefused = new("ROUTE_KEY_REFUSED", ErrorCategory.PolicyViolation);

    /// <summary>A rule of the route denies the destination.</summary>
    public static readonly ErrorCode RouteDenied = new("ROUTE_DENIED", ErrorCategory.PolicyViolation);

    /// <summary>A ticket is malformed, not signed by a trusted key, or for another run, worker, session or broker.</summary>
    public static readonly ErrorCode RouteTicketInvalid = new("ROUTE_TICKET_INVALID", ErrorCategory.PolicyViolation);

    /// <summary>A ticket's time is over, or has not begun.</summary>
    public static readonly ErrorCode RouteTicketExpired = new("ROUTE_TICKET_EXPIRED", ErrorCategory.PolicyViolation);

    /// <summary>A ticket was revoked.</summary>
    public static readonly ErrorCode RouteTicketRevoked = new("ROUTE_TICKET_REVOKED", ErrorCategory.PolicyViolation);

    private static readonly ErrorCode[] All =
    [
        Unexpected, Cancelled, SpecInvalid, SchemaInvalid, NodeNotFound, AmbiguousLabel,
        WorkspaceInvalid, WorkspaceChanged, WorkspaceConflict, StateInvalid, StateBusy, StateQueryInvalid, BundleInvalid,
        PathInvalid, KeyInvalid, KeyExposed, SealInvalid, ConfigurationInvalid, StoreNotFound, StoreUnreadable,
        StoreVersionUnsupported, StoreBusy, StoreUnwritable, LockUnavailable, StoreDamaged, CertificateInvalid, CertificateDigestMismatch,
        CertificateSignatureInvalid, CertificateLineageBroken, CertificateCommitMismatch, CertificateReplayed, CertificateCheckMissing,
        HeadMismatch, AttestationInvalid, AttestationMalformed, TransparencyInvalid, PolicyHashMismatch, ProofInvalid, NotDeterministic, RestoreFailed,
        CapabilityInvalid, PolicyUnsupported, PolicyInvalid, PolicyDenied, StepFailed, StepTimedOut, StepLimitExceeded, StepNotStarted,
        WorkflowRefRequired, WorkflowRefInvalid, WorkflowRefUnpinned, GitHubUnauthorized, GitHubForbidden, GitHubRateLimited,
        GitHubNotFound, GitHubConflict, GitHubGone, GitHubRejected, GitHubUnavailable, GitHubTimeout, GitHubResponseInvalid,
        GitHubRunUnknown, ArtifactMissingArchive, ArtifactMissingCertificate, ArtifactMissingResult, ArtifactMissingNextTokens,
        ArtifactMissingBundle, ArtifactMissingAttestation, ArtifactArchiveInvalid, ArtifactCertificateInvalid,
        ArtifactResultInvalid, ArtifactNextTokensInvalid, ArtifactBundleInvalid, SandboxUnavailable, CryptographyUnavailable, ArtifactMissingSignature,
        ArtifactMissingNode, ArtifactMissingBundleLocator, ArtifactMissingLog, ArtifactMissingResponse, ArtifactMissingReceipts, ArtifactReceiptsInvalid, ReceiptsAbsent,
        ArtifactSignatureInvalid, ArtifactNodeInvalid, ArtifactBundleLocatorInvalid, ArtifactLogInvalid,
        ArtifactResponseInvalid, ArtifactAttestationInvalid, ArtifactRunInvalid, GitLabUnauthorized, GitLabForbidden,
        GitLabRateLimited, GitLabNotFound, GitLabConflict, GitLabGone, GitLabRejected, GitLabUnavailable, GitLabTimeout,
        GitLabResponseInvalid, GitLabRunUnknown,
        BundleStoreNotFound, BundleStoreForbidden, BundleStoreUnavailable, BundleStoreRejected, RunUnfinished,
        RouteUnavailable, RoutePinMismatch, RouteKeyRefused, RouteDenied, RouteTicketInvalid, RouteTicketExpired, RouteTicketRevoked,
    ];

    /// <summary>Finds a code by its name, as a catalog or a document has it.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The code; <see cref="Unexpected"/> for a name that this version does not know.</returns>
    public static ErrorCode Find(string name) => Array.Find(All, code => string.Equals(code.Name, name, StringComparison.Ordinal)) ?? Unexpected;
}
