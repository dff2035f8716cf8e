using System.Management.Automation;
using System.Security;
using Swarm.Engine.Bundles;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;
using Swarm.PowerShell.Secrets;
using Swarm.PowerShell.Wording;

namespace Swarm.PowerShell.Bundles;

/// <summary>Writes a node as a bundle: one sealed file that carries state and workspace to another machine, by itself or through a store.</summary>
/// <remarks>
/// The bundle is an 'age' file that holds a 'tar': whoever has the identity of a recipient opens it with those two programs too.
/// With -Store it is put into a folder (its path, or file:///folder), S3 (s3://bucket/prefix), a repository of GitHub (gh-blob://owner/repo) or
/// a project of GitLab (gl-package://group/project), and Locator says where it lies. AWS's usual variables and profiles, GH_TOKEN and GITLAB_TOKEN let one in.
/// </remarks>
/// <example>
/// <code>Export-SwarmBundle base -Destination ./base.age</code>
/// <para>Writes a bundle that only the user's own keys open.</para>
/// </example>
/// <example>
/// <code>Get-SwarmNode base | Export-SwarmBundle -Destination ./shared.age -Recipient (Get-SwarmKey default).Recipient</code>
/// <para>Writes a bundle for given recipients.</para>
/// </example>
/// <example>
/// <code>(Export-SwarmBundle base -Store ./bundles).Locator</code>
/// <para>Puts a bundle into a folder, and shows the locator with which another machine fetches it.</para>
/// </example>
[Cmdlet(VerbsData.Export, "SwarmBundle", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmBundle))]
public sealed class ExportSwarmBundleCommand : ParallelNodeCommand
{
    /// <summary>The bundle's file. It can be left out where the bundle goes into a store. For several nodes give a script block: { "$($_.Label).age" }.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>The store that it is put into. By default none where -Destination is given, else the one that the setting 'bundle_store' names.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Store { get; set; }

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

    /// <summary>Who can open it: age recipients, each 'age1…'. By default the user alone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValueOf("Recipient")]
    [ArgumentCompleter(typeof(RecipientCompleter))]
    public string[]? Recipient { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var request = new ExportBundleRequest
        {
            Destination = Destination is null ? null : ResolvePath(Destination),
            Store = Store is null || BundleTransfer.IsLocator(Store) ? Store : ResolvePath(Store),
            Token = Token,
            Credential = Credential?.GetNetworkCredential(),
            Recipients = Recipient ?? [],
            Overwrite = Force,
        };
        var node = NodeOf(CurrentNode!);
        if (ShouldProcess(request.Destination ?? request.Store ?? "the store of bundles", $"Write the bundle of '{node.Text}'"))
        {
            DoBeside(token =>
            {
                var bundle = SwarmBundle.From(session.Bundles.ExportAsync(node, request, token).GetAwaiter().GetResult());
                return () => Emit(bundle);
            });
        }
    }

    private void Emit(SwarmBundle bundle)
    {
        WriteObject(bundle);
        foreach (var warning in bundle.Warnings)
        {
            WriteWarning(CmdletWords.Of(warning));
        }
    }
}
