using System.Management.Automation;
using Swarm.Core.Digests;
using Swarm.Engine.Trust;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Certificates;

/// <summary>What testing and asserting certificates share: which certificate, and what is expected of it.</summary>
public abstract class VerificationCommand : SwarmCommand
{
    /// <summary>The parameter set of certificates in a store.</summary>
    private protected const string NodeSet = "Node";

    /// <summary>The parameter set of certificates that are files.</summary>
    private protected const string PathSet = "Path";

    /// <summary>The node: an id or an unambiguous beginning of it, a label, a run's id, or an object that has one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NodeSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("NodeId")]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public SwarmNodeReference? Node { get; set; }

    /// <summary>The certificate's file. No store is needed; ancestors are looked for in sibling folders named as nodes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The file of the certificate's signature, a DSSE envelope. By default 'certificate.dsse.json' beside the certificate.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string? AttestationPath { get; set; }

    /// <summary>The digest that the certificate must have: 'sha256:' and 64 hexadecimal digits.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ExpectedArtifactHash { get; set; }

    /// <summary>The commit that the certificate's workflow must be pinned to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RequiredCommit { get; set; }

    /// <summary>Public keys to trust beside the configuration's, each 'ed25519:' and base 64.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? TrustedKey { get; set; }

    /// <summary>Verifies all ancestors to the root too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <inheritdoc/>
    protected override object? Target => Node?.Source ?? Path;

    /// <inheritdoc/>
    protected override void Process() => Report(Verify());

    /// <summary>Says what was found.</summary>
    /// <param name="verdict">What was found.</param>
    private protected abstract void Report(SwarmVerdict verdict);

    private SwarmVerdict Verify()
    {
        var request = new VerifyRequest
        {
            ExpectedArtifactHash = ExpectedArtifactHash is null ? null : Digest.Parse(ExpectedArtifactHash),
            RequiredCommit = RequiredCommit,
            Recurse = Recurse,
            TrustedKeys = TrustedKey ?? [],
        };
        if (Path is { } path)
        {
            var attestation = AttestationPath is null ? null : ResolvePath(AttestationPath);
            return SwarmVerdict.From(CertificateFiles.Verify(MakeOptions(), ResolvePath(path), attestation, request, Cancellation), root: null);
        }

        var session = OpenSession(Node);
        return SwarmVerdict.From(session.Trust.VerifyNode(NodeOf(Node!), request, Cancellation), session.Root);
    }
}
