using System.Management.Automation;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Certificates;

/// <summary>What cmdlets share that verify Sigstore bundles: whom they trust, and whose signature they accept.</summary>
public abstract class SignerCommand : SwarmCommand
{
    /// <summary>The file of the Sigstore trusted root, or the name of one that ships with the module: public-good (the default) or github.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TrustedRootCompleter))]
    public string? TrustedRoot { get; set; }

    /// <summary>
    /// The identity that must have signed, exactly. A certificate's bundle must also be by the workflow that the certificate
    /// names, and authenticates it only where an identity is stated.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Identity { get; set; }

    /// <summary>A regular expression that must match the whole identity that signed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? IdentityPattern { get; set; }

    /// <summary>Who must have vouched for the identity. For a certificate it is by default GitHub's issuer.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Issuer { get; set; }

    /// <summary>The trusted root's file as an absolute path; the name of one that ships with the module stays.</summary>
    private protected string? ResolveTrustedRoot() => TrustedRootPath.Resolve(TrustedRoot, ResolvePath);
}
