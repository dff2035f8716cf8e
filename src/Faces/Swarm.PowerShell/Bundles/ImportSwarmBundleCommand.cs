using System.Management.Automation;
using System.Security;
using Swarm.Core.Digests;
using Swarm.Engine.Bundles;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;
using Swarm.PowerShell.Secrets;

namespace Swarm.PowerShell.Bundles;

/// <summary>Takes a bundle in as a node: a new root, or with its capabilities the node that it was.</summary>
/// <remarks>
/// The bundle is untrusted input: all of it is checked before the node appears. With -NextTokensPath, sealed to this user,
/// the node keeps its id and its ratchet goes on; then its certificate can come along, if a trusted key signed it.
/// </remarks>
/// <example>
/// <code>Export-SwarmBundle base -Destination ./base.age | Import-SwarmBundle -Label copied</code>
/// <para>Takes a bundle in as a new root with the label 'copied'.</para>
/// </example>
/// <example>
/// <code>Export-SwarmBundle base -Store ./bundles | Import-SwarmBundle -Label fetched</code>
/// <para>Takes a bundle in from a store. Piped like this, it has to have the digest that it was stored with.</para>
/// </example>
[Cmdlet(VerbsData.Import, "SwarmBundle", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmNode))]
public sealed class ImportSwarmBundleCommand : SwarmCommand
{
    /// <summary>The bundle: its file, its locator, or the 'bundle_locator_next.json' of a run, whose digest it then has to have.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>The digest that the bundle has to have, 'sha256:' and 64 hexadecimal digits.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("BundleHash")]
    [ValidateNotNullOrEmpty]
    public string? Sha256 { get; set; }

    /// <summary>The token for a store of GitHub or GitLab: a SecureString, a credential, or the name of a secret in a SecretManagement vault. By default that of GH_TOKEN, 'gh auth token' or GITLAB_TOKEN.</summary>
    [Parameter]
    [ValidateNotNull]
    [Secret]
    [ArgumentCompleter(typeof(SecretCompleter))]
    public SecureString? Token { get; set; }

    /// <summary>The credential for a store of S3, with an access key's id as user name and its secret as password: of Get-Credential, or the name of one in a SecretManagement vault. By default AWS's own variables, profiles and roles.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretCredential]
    [ArgumentCompleter(typeof(SecretCompleter))]
    public PSCredential? Credential { get; set; }

    /// <summary>The branch's name. By default the one that the bundle names.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string? Label { get; set; }

    /// <summary>The file of the node's sealed capabilities, 'next_tokens.json': the node keeps its id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NextTokensPath { get; set; }

    /// <summary>The file of the node's certificate; only with its capabilities.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValueOf("CertificatePath", "Path", "FullName")]
    public string? CertificatePath { get; set; }

    /// <summary>The file of the certificate's signature. By default 'certificate.dsse.json' beside the certificate.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AttestationPath { get; set; }

    /// <summary>Takes in links that lead out of the workspace.</summary>
    [Parameter]
    public SwitchParameter AllowOutwardLink { get; set; }

    private protected override IReadOnlyList<object?> Items => Path!;

    /// <inheritdoc/>
    protected override void Process()
    {
        var request = new ImportBundleRequest
        {
            Path = BundleTransfer.IsLocator(Word) ? Word : ResolvePath(Word),
            Sha256 = Sha256 is null ? null : Digest.Parse(Sha256),
            Token = Token,
            Credential = Credential?.GetNetworkCredential(),
            Label = Label,
            NextTokensPath = NextTokensPath is null ? null : ResolvePath(NextTokensPath),
            CertificatePath = CertificatePath is null ? null : ResolvePath(CertificatePath),
            AttestationPath = AttestationPath is null ? null : ResolvePath(AttestationPath),
            AllowOutwardLinks = AllowOutwardLink,
        };
        if (ShouldProcess(request.Path, "Import the bundle"))
        {
            var node = OpenOrCreateSession().Bundles.ImportAsync(request, Cancellation).GetAwaiter().GetResult();
            WriteNotice(node.Warning);
            WriteObject(SwarmNode.From(node));
        }
    }
}
