using System.Management.Automation;
using Swarm.Core.Digests;
using Swarm.Engine.Trust;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Certificates;

/// <summary>What testing and asserting certificates share: which certificate, and what is expected of it.</summary>
public abstract class VerificationCommand : SignerCommand
{
    /// <summary>The parameter set of certificates in a store.</summary>
    private protected const string NodeSet = "Node";

    /// <summary>The parameter set of certificates that are files.</summary>
    private protected const string PathSet = "Path";

    // Made when it is needed: PowerShell makes a cmdlet also to complete its parameters.
    private Verifications? _verifications;

    /// <summary>The node: an id or an unambiguous beginning of it, a label, a run's id, or an object that has one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NodeSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("NodeId")]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public SwarmNodeReference[]? Node { get; set; }

    /// <summary>The certificate's file. No store is needed; ancestors are looked for in sibling folders named as nodes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>
    /// The file of the certificate's attestation: a DSSE envelope or a Sigstore bundle. By default
    /// 'certificate.dsse.json' and 'certificate.sigstore.json' beside the certificate.
    /// </summary>
    [Parameter(ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string? AttestationPath { get; set; }

    /// <summary>The digest that the certificate must have: 'sha256:' and 64 hexadecimal digits.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValueOf("ArtifactHash")]
    public string? ExpectedArtifactHash { get; set; }

    /// <summary>The commit that the certificate's workflow must be pinned to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RequiredCommit { get; set; }

    /// <summary>
    /// Public keys to trust beside the configuration's, each 'ed25519:' and base 64; 'certificate=' or 'head=' before it
    /// trusts it for that alone.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValueOf("OperatorKey", "Key")]
    [ArgumentCompleter(typeof(PublicKeyCompleter))]
    public string[]? TrustedKey { get; set; }

    /// <summary>Workflows whose attestation counts beside the configuration's, each 'owner/repo/.github/workflows/file.yml', without a commit.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? TrustedWorkflow { get; set; }

    /// <summary>The file of the policy that the run must have executed under. By default the one that lies with the certificate.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PolicyPath { get; set; }

    /// <summary>Refuses a run that executed under no policy, or under one that is not at hand.</summary>
    [Parameter]
    public SwitchParameter RequirePolicy { get; set; }

    /// <summary>Checks that must pass: one that cannot be made is a failure. With -Recurse, what is about a run holds for each ancestor too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public SwarmCertificateCheck[]? Require { get; set; }

    /// <summary>An entry that the store's head log must contain, as Get-SwarmHead gave it: a store that was rolled back does not have it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValueOf("Head")]
    public string? ExpectedHead { get; set; }

    /// <summary>The file of a head log's copy kept elsewhere, with which the store's must begin.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HeadLogPath { get; set; }

    /// <summary>
    /// Accepts the run, once: refuses a nonce that this file has, or a time of acceptance that is over, and records the
    /// nonce. Without it history is verified.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReplayLedger { get; set; }

    /// <summary>Verifies all ancestors to the root too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>How many certificates to verify side by side. What is done first is written first.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 1;

    private protected override int MostAtOnce => ThrottleLimit;

    private protected override IReadOnlyList<object?> Items => (IReadOnlyList<object?>?)Node ?? Path!;

    /// <inheritdoc/>
    protected override void Process()
    {
        var (verify, target) = (Prepare(), Target);
        DoBeside(token =>
        {
            var verdict = verify(token);
            return () => Report(verdict, target);
        });
    }

    /// <summary>Says what was found.</summary>
    /// <param name="verdict">What was found.</param>
    /// <param name="target">What was verified.</param>
    private protected abstract void Report(SwarmVerdict verdict, object? target);

    private Func<CancellationToken, SwarmVerdict> Prepare()
    {
        var verifications = _verifications ??= new Verifications(MakeRequest());
        if (Current is string path)
        {
            var (files, file, attestation) = (verifications.Of(MakeOptions()), ResolvePath(path), ResolveOptional(AttestationPath));
            return token => verifications.Record(files.Verify(file, attestation, token), root: null);
        }

        var (session, node) = (OpenSession(CurrentNode), NodeOf(CurrentNode!));
        var nodes = verifications.Of(session);
        return token => verifications.Record(nodes.Verify(node, token), session.Root);
    }

    private VerifyRequest MakeRequest() => new()
    {
        ExpectedArtifactHash = ExpectedArtifactHash is null ? null : Digest.Parse(ExpectedArtifactHash),
        RequiredCommit = RequiredCommit,
        Recurse = Recurse,
        TrustedRoot = ResolveTrustedRoot(),
        Identity = Identity,
        IdentityPattern = IdentityPattern,
        Issuer = Issuer,
        TrustedKeys = TrustedKey ?? [],
        TrustedWorkflows = TrustedWorkflow ?? [],
        PolicyFile = ResolveOptional(PolicyPath),
        Required = [.. (Require ?? []).Concat(RequirePolicy ? [SwarmCertificateCheck.Policy] : []).Select(check => check.ToString().ToLowerInvariant()).Distinct()],
        ExpectedHead = ExpectedHead is null ? null : Digest.Parse(ExpectedHead),
        HeadLogFile = ResolveOptional(HeadLogPath),
        ReplayLedgerFile = ResolveOptional(ReplayLedger),
    };

    private string? ResolveOptional(string? path) => path is null ? null : ResolvePath(path);
}
