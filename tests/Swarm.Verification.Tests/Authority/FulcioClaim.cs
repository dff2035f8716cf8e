namespace Swarm.Verification.Tests.Authority;

/// <summary>Fulcio's extensions, each by the last arc of its identifier under 1.3.6.1.4.1.57264.1.</summary>
public enum FulcioClaim
{
    /// <summary>The issuer as raw text, like all up to 6; from 8 on each is a DER UTF8String.</summary>
    IssuerRaw = 1,
    WorkflowTrigger = 2,
    WorkflowSha = 3,
    WorkflowName = 4,
    WorkflowRepository = 5,
    WorkflowRef = 6,
    Issuer = 8,
    BuildSignerUri = 9,
    BuildSignerDigest = 10,
    RunnerEnvironment = 11,
    SourceRepositoryUri = 12,
    SourceRepositoryDigest = 13,
    SourceRepositoryRef = 14,
    SourceRepositoryIdentifier = 15,
    SourceRepositoryOwnerUri = 16,
    SourceRepositoryOwnerIdentifier = 17,
    BuildConfigUri = 18,
    BuildConfigDigest = 19,
    BuildTrigger = 20,
    RunInvocationUri = 21,
    SourceRepositoryVisibility = 22,
    DeploymentEnvironment = 23,
    TokenSubject = 24,
}
