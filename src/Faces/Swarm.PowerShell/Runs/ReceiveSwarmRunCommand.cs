using System.Management.Automation;
using Swarm.Engine.Remote;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Runs;

/// <summary>Collects runs that ended on a backend: fetches what they left, verifies it, and takes it in as nodes.</summary>
/// <remarks>
/// Everything is verified first: the files and their schemas, the certificate's digest, the pinned workflow and its commit, the
/// attestation, policy, parent and capabilities. Then the node joins the tree, or nothing changes. A collect that was
/// interrupted can be repeated, and a second one changes nothing. A run that has ended already is given as it is.
/// </remarks>
/// <example>
/// <code>Get-SwarmRun -Status pending | Wait-SwarmRun | Receive-SwarmRun</code>
/// <para>Collects the runs on backends as they end.</para>
/// </example>
/// <example>
/// <code>Receive-SwarmRun base | Format-List</code>
/// <para>Shows the run that made the tip of the branch 'base', which was collected already.</para>
/// </example>
[Cmdlet(VerbsCommunications.Receive, "SwarmRun", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmRun))]
public sealed class ReceiveSwarmRunCommand : BackendRunCommand
{
    /// <summary>The folder that one run's artifacts were downloaded to by other means. By default they are fetched from the backend.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ArtifactPath { get; set; }

    /// <summary>The file of the Sigstore trusted root, or the name of one that ships with the module: public-good (the default) or github.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TrustedRootCompleter))]
    public string? TrustedRoot { get; set; }

    /// <summary>The identity that must have attested, exactly. By default that of the workflow that the run was asked for with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Identity { get; set; }

    /// <summary>A regular expression that must match the whole identity that attested.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? IdentityPattern { get; set; }

    /// <summary>Who must have vouched for the identity. By default GitHub's issuer.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Issuer { get; set; }

    /// <summary>The commit of the source that the certificate must name, as 40 hexadecimal digits. By default the one that the run was asked for with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RequiredCommit { get; set; }

    /// <summary>Takes a run in that nothing attests: whoever brought its artifacts is trusted. One that is attested has to hold all the same.</summary>
    [Parameter]
    public SwitchParameter AllowUnattested { get; set; }

    /// <summary>Takes in links that lead out of the workspace.</summary>
    [Parameter]
    public SwitchParameter AllowOutwardLink { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var id = FindRunId(session);
        if (!ShouldProcess(id, "Collect run"))
        {
            return;
        }

        var trust = new CollectTrust
        {
            TrustedRoot = TrustedRootPath.Resolve(TrustedRoot, ResolvePath),
            Identity = Identity,
            IdentityPattern = IdentityPattern,
            Issuer = Issuer,
            RequiredCommit = RequiredCommit,
            WaiveAttestation = AllowUnattested,
            AllowOutwardLinks = AllowOutwardLink,
        };
        var folder = ArtifactPath is null ? null : ResolvePath(ArtifactPath);
        Start(
            id,
            deadline: null,
            (access, token) => folder is null
                ? session.Runs.ReceiveAsync(id, trust, access, token)
                : Task.FromResult(session.Remote.Collect(new CollectRequest(trust, id, folder), token)),
            reportsEnd: true);
    }
}
