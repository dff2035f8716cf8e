using System.Management.Automation;
using Swarm.Engine.Trust;
using Swarm.PowerShell.Records;
using Swarm.Verification.Attestations;

namespace Swarm.PowerShell.Certificates;

/// <summary>Verifies a Sigstore bundle for an artifact, offline and without an account.</summary>
/// <remarks>
/// A bundle that does not hold is a verdict, not an error. Something must say whose signature is accepted: an identity, a
/// signing workflow, a source repository or owner, or a key; anyone can get a certificate. The trusted root decides which
/// evidence a bundle must bring; nothing in a bundle does.
/// </remarks>
/// <example>
/// <code>Test-SwarmAttestation -Path ./tool.sigstore.json -ArtifactPath ./tool.zip -SourceRepository owner/tool -Issuer https://token.actions.githubusercontent.com</code>
/// <para>Verifies that a workflow of the repository built the file.</para>
/// </example>
/// <example>
/// <code>Get-ChildItem ./*.sigstore.json | Test-SwarmAttestation -Digest $digest -IdentityPattern 'https://github\.com/owner/.+' -Quiet</code>
/// <para>Answers with true or false for each bundle, by the artifact's digest alone.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "SwarmAttestation", DefaultParameterSetName = ArtifactSet)]
[OutputType(typeof(SwarmAttestationVerdict), typeof(bool))]
public sealed class TestSwarmAttestationCommand : SignerCommand
{
    private const string ArtifactSet = "Artifact";
    private const string DigestSet = "Digest";

    /// <summary>The Sigstore bundle.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath", "Bundle")]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>The artifact that it has to be about.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ArtifactSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? ArtifactPath { get; set; }

    /// <summary>The artifact's digest, where the artifact is not at hand: 'sha256:' and 64 hexadecimal digits.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DigestSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Digest { get; set; }

    /// <summary>The file of the signer's public key (PEM), where a key signed rather than a certificate.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>The source repository: owner/name on github.com, or its address.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SourceRepository { get; set; }

    /// <summary>The source repository's number, which outlives its name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SourceRepositoryId { get; set; }

    /// <summary>The source repository's owner: a name on github.com, or the address.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SourceOwner { get; set; }

    /// <summary>The number of the source repository's owner, which outlives the name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SourceOwnerId { get; set; }

    /// <summary>The commit of the source repository. The signing workflow's own is -SignerCommit.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RequiredCommit { get; set; }

    /// <summary>The source repository's branch or tag, as refs/heads/main.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SourceRef { get; set; }

    /// <summary>The workflow that signed, with its ref: its address.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SignerWorkflow { get; set; }

    /// <summary>The commit of the workflow that signed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SignerCommit { get; set; }

    /// <summary>The event that started the workflow, as push.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BuildTrigger { get; set; }

    /// <summary>Where it ran: github-hosted or self-hosted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RunnerEnvironment { get; set; }

    /// <summary>The kind of the statement's predicate.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PredicateType { get; set; }

    /// <summary>Answers with true or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>How many bundles to verify side by side. What is done first is written first.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 1;

    private protected override int MostAtOnce => ThrottleLimit;

    private protected override IReadOnlyList<object?> Items => Path!;

    /// <inheritdoc/>
    protected override void Process()
    {
        var path = ResolvePath(Word);
        var request = new AttestationRequest
        {
            Bundle = path,
            Artifact = ArtifactPath is null ? null : ResolvePath(ArtifactPath),
            Digest = Digest is null ? null : Core.Digests.Digest.Parse(Digest),
            TrustedRoot = ResolveTrustedRoot(),
            Key = KeyPath is null ? null : ResolvePath(KeyPath),
            Requirements = new AttestationRequirements
            {
                Identity = Identity,
                IdentityPattern = IdentityPattern,
                Issuer = Issuer,
                SourceRepository = SourceRepository,
                SourceRepositoryId = SourceRepositoryId,
                SourceOwner = SourceOwner,
                SourceOwnerId = SourceOwnerId,
                RequiredCommit = RequiredCommit,
                SourceRef = SourceRef,
                SignerWorkflow = SignerWorkflow,
                SignerCommit = SignerCommit,
                BuildTrigger = BuildTrigger,
                RunnerEnvironment = RunnerEnvironment,
                PredicateType = PredicateType,
            },
        };
        var options = MakeOptions();
        DoBeside(_ =>
        {
            var verdict = AttestationFiles.Verify(options, request);
            return () => WriteObject(Quiet ? verdict.IsValid : SwarmAttestationVerdict.From(verdict, path));
        });
    }
}
