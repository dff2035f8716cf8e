using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Parsing;
using Swarm.Core.Digests;
using Swarm.Engine.Trust;
using Swarm.Verification.Attestations;

namespace Swarm.Cli.Commands.Trust;

/// <summary>Verifies a Sigstore bundle.</summary>
internal sealed class VerifyAttestationCommand : ImmediateCommand
{
    private readonly Option<string> _bundle = new("--bundle") { Description = "The Sigstore bundle.", HelpName = "FILE", Required = true };

    private readonly Option<string?> _artifact = CommonOptions.Path("--artifact", "FILE", "The artifact that it has to be about.");

    private readonly Option<Digest?> _digest = CommonOptions.Digest("--digest", "The artifact's digest, where the artifact is not at hand.");

    private readonly Option<string?> _key = CommonOptions.Path("--key", "FILE", "The signer's public key (PEM), where a key signed it.");

    private readonly SignerOptions _signer = new();

    private readonly Option<string?> _commit = SignerOptions.Text("--required-commit", "The commit of the source repository. Not the signing workflow's: --signer-commit.");

    private readonly Option<string?> _repository = SignerOptions.Text("--source-repository", "The source repository: owner/name on github.com, or its address.");

    private readonly Option<string?> _repositoryId = SignerOptions.Text("--source-repository-id", "The source repository's number, which outlives its name.");

    private readonly Option<string?> _owner = SignerOptions.Text("--source-owner", "The source repository's owner: a name on github.com, or the address.");

    private readonly Option<string?> _ownerId = SignerOptions.Text("--source-owner-id", "The number of the source repository's owner, which outlives the name.");

    private readonly Option<string?> _sourceRef = SignerOptions.Text("--source-ref", "The source repository's branch or tag, as refs/heads/main.");

    private readonly Option<string?> _signerWorkflow = SignerOptions.Text("--signer-workflow", "The workflow that signed it, with its ref: its address.");

    private readonly Option<string?> _signerCommit = SignerOptions.Text("--signer-commit", "The commit of the workflow that signed it.");

    private readonly Option<string?> _trigger = SignerOptions.Text("--build-trigger", "The event that started the workflow, as push.");

    private readonly Option<string?> _runner = SignerOptions.Text("--runner-environment", "Where it ran: github-hosted or self-hosted.");

    private readonly Option<string?> _predicateType = SignerOptions.Text("--predicate-type", "The kind of the statement's predicate.");

    public VerifyAttestationCommand()
        : base("attestation", "Verify a Sigstore bundle for an artifact, offline and without an account; exit code 0 or 3.")
    {
        Option[] options =
        [
            _bundle, _artifact, _digest, _key, _commit, _repository, _repositoryId, _owner, _ownerId, _sourceRef, _signerWorkflow, _signerCommit,
            _trigger, _runner, _predicateType,
        ];
        foreach (var option in options)
        {
            Add(option);
        }

        _signer.AddTo(this);

        Examples =
        [
            "swarm verify attestation --bundle F.sigstore.json --artifact F --source-repository owner/name",
            "swarm verify attestation --bundle B --digest sha256:… --identity https://… --issuer https://token.actions.githubusercontent.com",
            "swarm verify attestation --bundle B --artifact F --key cosign.pub",
        ];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var signer = _signer.Read(invocation);
        var request = new AttestationRequest
        {
            Bundle = invocation.Require(_bundle),
            Artifact = invocation.Get(_artifact),
            Digest = invocation.Get(_digest),
            TrustedRoot = signer.TrustedRoot,
            Key = invocation.Get(_key),
            Requirements = new AttestationRequirements
            {
                Identity = signer.Identity,
                IdentityPattern = signer.IdentityPattern,
                Issuer = signer.Issuer,
                RequiredCommit = invocation.Get(_commit),
                SourceRepository = invocation.Get(_repository),
                SourceRepositoryId = invocation.Get(_repositoryId),
                SourceOwner = invocation.Get(_owner),
                SourceOwnerId = invocation.Get(_ownerId),
                SourceRef = invocation.Get(_sourceRef),
                SignerWorkflow = invocation.Get(_signerWorkflow),
                SignerCommit = invocation.Get(_signerCommit),
                BuildTrigger = invocation.Get(_trigger),
                RunnerEnvironment = invocation.Get(_runner),
                PredicateType = invocation.Get(_predicateType),
            },
        };
        return invocation.Write(AttestationReport.Of(AttestationFiles.Verify(invocation.Options, request)));
    }
}
