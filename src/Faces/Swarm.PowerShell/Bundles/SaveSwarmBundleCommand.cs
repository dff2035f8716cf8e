using System.Management.Automation;
using System.Security;
using Swarm.Core.Digests;
using Swarm.Engine.Bundles;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Records;
using Swarm.PowerShell.Secrets;

namespace Swarm.PowerShell.Bundles;

/// <summary>Fetches a bundle from a store into a file, sealed as it is.</summary>
/// <remarks>
/// No node, no key and no store of nodes is needed. The file appears whole or not at all, and only with the digest that -Sha256 names; without it
/// whoever opens the bundle has to hold it to one. Locators are file:///folder/name, s3://bucket/name, gh-blob://owner/repo/id,
/// gh-artifact://owner/repo/run/artifact, gl-package://group/project/digest and gl-artifact://group/project/job/artifact. AWS's usual variables and
/// profiles, GH_TOKEN and GITLAB_TOKEN let one in; a locator holds no secret.
/// </remarks>
/// <example>
/// <code>Export-SwarmBundle base -Store ./bundles | Save-SwarmBundle -Destination ./fetched.age</code>
/// <para>Stores a bundle and fetches it again. Piped like this, it has to have the digest that it was stored with.</para>
/// </example>
[Cmdlet(VerbsData.Save, "SwarmBundle", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmBundle))]
public sealed class SaveSwarmBundleCommand : SwarmCommand
{
    /// <summary>The bundle's locator, as it was given when the bundle was stored.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Locator { get; set; }

    /// <summary>The file to make; nothing may be there. For several bundles give a script block: { "$($_.NodeId).age" }.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

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

    /// <summary>How many bundles to fetch side by side. What is done first is written first.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 1;

    private protected override int MostAtOnce => ThrottleLimit;

    /// <inheritdoc/>
    protected override object? Target => Locator;

    /// <inheritdoc/>
    protected override void Process()
    {
        var request = new FetchBundleRequest
        {
            Locator = Locator!,
            Destination = ResolvePath(Destination!),
            Sha256 = Sha256 is null ? null : Digest.Parse(Sha256),
            Token = Token,
            Credential = Credential?.GetNetworkCredential(),
        };
        if (ShouldProcess(request.Destination, $"Fetch the bundle '{Locator}'"))
        {
            var options = MakeOptions();
            DoBeside(token =>
            {
                var bundle = SwarmBundle.From(BundleTransfer.FetchAsync(options, request, token).GetAwaiter().GetResult());
                return () => WriteObject(bundle);
            });
        }
    }
}
