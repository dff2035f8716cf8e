using Swarm.Backends.Tests.Server;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Workflows.Runner;

/// <summary>Signs as GitHub's attestations are signed: with the identity of the workflow that runs.</summary>
internal sealed class Attestor
{
    private readonly FakeSigstore _sigstore = FakeSigstore.Create();
    private readonly Lock _gate = new();

    /// <summary>The trusted root under which what is signed here holds.</summary>
    public string TrustedRoot => _sigstore.TrustedRoot().Build().ToJsonString();

    public byte[] Attest(ServerRepository repository, ServerRun run, string name, byte[] artifact)
    {
        var signer = $"https://github.com/{repository.FullName}/{run.Workflow.Path}@{run.Reference}";
        var source = $"https://github.com/{repository.FullName}";
        var identity = new FakeIdentity { Names = [GeneralName.Uri(signer)] }
            .With(FulcioClaim.IssuerRaw, FakeIdentity.GitHubIssuer)
            .With(FulcioClaim.WorkflowTrigger, run.Event)
            .With(FulcioClaim.WorkflowSha, run.HeadSha)
            .With(FulcioClaim.WorkflowName, "swarm-run")
            .With(FulcioClaim.WorkflowRepository, repository.FullName)
            .With(FulcioClaim.WorkflowRef, run.Reference)
            .With(FulcioClaim.Issuer, FakeIdentity.GitHubIssuer)
            .With(FulcioClaim.BuildSignerUri, signer)
            .With(FulcioClaim.BuildSignerDigest, run.HeadSha)
            .With(FulcioClaim.RunnerEnvironment, "github-hosted")
            .With(FulcioClaim.SourceRepositoryUri, source)
            .With(FulcioClaim.SourceRepositoryDigest, run.HeadSha)
            .With(FulcioClaim.SourceRepositoryRef, run.Reference)
            .With(FulcioClaim.SourceRepositoryIdentifier, "1")
            .With(FulcioClaim.SourceRepositoryOwnerUri, $"https://github.com/{repository.Owner}")
            .With(FulcioClaim.SourceRepositoryOwnerIdentifier, "2")
            .With(FulcioClaim.BuildConfigUri, signer)
            .With(FulcioClaim.BuildConfigDigest, run.HeadSha)
            .With(FulcioClaim.BuildTrigger, run.Event)
            .With(FulcioClaim.RunInvocationUri, $"{source}/actions/runs/{run.Id}/attempts/{run.Attempt}")
            .With(FulcioClaim.SourceRepositoryVisibility, "public");
        lock (_gate)
        {
            var statement = SignedContent.Statement(artifact);
            statement["subject"]![0]!["name"] = name;
            return _sigstore.Sign(new BundleRequest { Artifact = artifact, Statement = statement, IsEnvelope = true, Entries = [LogEntryKind.Dsse001], Identity = identity }).ToBytes();
        }
    }
}
