namespace Swarm.Verification.Attestations;

/// <summary>
/// What the caller asks of a bundle. Where a certificate signed, something must say whose signature is accepted: an
/// identity, a signer's workflow, or a source repository or owner. Texts are compared exactly.
/// </summary>
public sealed record AttestationRequirements
{
    /// <summary>The identity, exactly.</summary>
    public string? Identity { get; init; }

    /// <summary>A regular expression that must match the whole identity. Look-around and back-references are not available.</summary>
    public string? IdentityPattern { get; init; }

    /// <summary>Who vouched for the identity: the address of the OpenID Connect issuer.</summary>
    public string? Issuer { get; init; }

    /// <summary>The source repository: its address, or <c>owner/name</c> on github.com.</summary>
    public string? SourceRepository { get; init; }

    /// <summary>The source repository's number, which outlives its name.</summary>
    public string? SourceRepositoryId { get; init; }

    /// <summary>The source repository's owner: the address, or the name on github.com.</summary>
    public string? SourceOwner { get; init; }

    /// <summary>The number of the source repository's owner, which outlives the name.</summary>
    public string? SourceOwnerId { get; init; }

    /// <summary>The source repository's commit. Not the signer's workflow's, which is <see cref="SignerCommit"/>.</summary>
    public string? RequiredCommit { get; init; }

    /// <summary>The source repository's branch or tag, as <c>refs/heads/main</c>.</summary>
    public string? SourceRef { get; init; }

    /// <summary>The workflow that signed, with its ref.</summary>
    public string? SignerWorkflow { get; init; }

    /// <summary>The commit of the workflow that signed.</summary>
    public string? SignerCommit { get; init; }

    /// <summary>The workflow that was started, with its ref.</summary>
    public string? BuildConfig { get; init; }

    /// <summary>The commit of the workflow that was started.</summary>
    public string? BuildConfigCommit { get; init; }

    /// <summary>The event that started it, as <c>push</c>.</summary>
    public string? BuildTrigger { get; init; }

    /// <summary>Where it ran: <c>github-hosted</c> or <c>self-hosted</c>.</summary>
    public string? RunnerEnvironment { get; init; }

    /// <summary>The address of the run.</summary>
    public string? RunInvocation { get; init; }

    /// <summary>Whether the source repository was <c>public</c>, <c>private</c> or <c>internal</c>.</summary>
    public string? SourceVisibility { get; init; }

    /// <summary>What the bundle must sign; null for either.</summary>
    public AttestationKind? Kind { get; init; }

    /// <summary>The kind of the statement's predicate.</summary>
    public string? PredicateType { get; init; }

    // A number alone says nothing before it is known whose number it is.
    internal bool NamesSigner => Identity is not null || IdentityPattern is not null || SignerWorkflow is not null
        || SourceRepository is not null || SourceOwner is not null
        || (Issuer is not null && (SourceRepositoryId is not null || SourceOwnerId is not null));
}
