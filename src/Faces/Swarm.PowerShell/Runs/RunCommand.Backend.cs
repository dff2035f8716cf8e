using System.Management.Automation;
using System.Security;
using Swarm.Backends.Remote;
using Swarm.Engine.Remote;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Secrets;

namespace Swarm.PowerShell.Runs;

/// <summary>Where a run executes, and what it needs there.</summary>
public abstract partial class RunCommand
{
    /// <summary>Where the step runs: Local, the default, GitHub or GitLab. The parameters below are for the latter two.</summary>
    [Parameter]
    public SwarmBackend Backend { get; set; }

    /// <summary>The workflow that the run must execute under, pinned: 'owner/repo/.github/workflows/swarm-run.yml@' and the commit's 40 hexadecimal digits. By default the setting 'workflow_ref'.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkflowRef { get; set; }

    /// <summary>The branch or tag to dispatch, which must point at the pinned commit. By default the default branch.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DispatchRef { get; set; }

    /// <summary>The age recipient of the runner, to which the run is sealed. By default the setting 'runner_recipient'.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValueOf("Recipient")]
    [ArgumentCompleter(typeof(RecipientCompleter))]
    public string? RunnerRecipient { get; set; }

    /// <summary>Where the sealed bundle is put for the runner, such as 's3://bucket/prefix'. By default the setting 'bundle_store', else the backend's own place.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BundleStore { get; set; }

    /// <summary>Lets the step run where nothing confines it away from the runner. The certificate says so.</summary>
    [Parameter]
    public SwitchParameter AllowUnconfined { get; set; }

    /// <summary>Lets the step's output show in the backend's own log, which others may read. It comes back sealed either way.</summary>
    [Parameter]
    public SwitchParameter EchoOutput { get; set; }

    /// <summary>How long to wait for a run on a backend, as a TimeSpan or a number of seconds: 6 hours by default. It goes on there all the same.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? WaitTimeout { get; set; }

    /// <summary>The backend's token: a SecureString, a credential, or the name of a secret in a SecretManagement vault. By default that of its variable (GH_TOKEN, GITLAB_TOKEN), else of its own command.</summary>
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
    public PSCredential? BundleStoreCredential { get; set; }

    /// <summary>The file of the Sigstore trusted root that the certificate's attestation is held against, or the name of one that ships with the module: public-good (the default) or github.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TrustedRootCompleter))]
    public string? TrustedRoot { get; set; }

    /// <summary>The commit of the source that the certificate must name, as 40 hexadecimal digits.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RequiredCommit { get; set; }

    /// <summary>Takes the run in where nothing attests its certificate. One that is attested has to hold all the same.</summary>
    [Parameter]
    public SwitchParameter AllowUnattested { get; set; }

    private BackendRequest? DescribeBackend(Action<BackendRun> changed, Action<string> trace) => BackendCalls.NameOf(Backend) is not { } name ? null : new BackendRequest
    {
        Name = name,
        WorkflowRef = WorkflowRef,
        DispatchRef = DispatchRef,
        Recipient = RunnerRecipient,
        BundleStore = BundleStore,
        AllowUnconfined = AllowUnconfined,
        EchoOutput = EchoOutput,
        Access = BackendCalls.Access(Token, WaitTimeout) with { StoreCredential = BundleStoreCredential?.GetNetworkCredential(), Changed = changed, Trace = trace },
        Trust = new CollectTrust
        {
            TrustedRoot = TrustedRootPath.Resolve(TrustedRoot, ResolvePath),
            RequiredCommit = RequiredCommit,
            WaiveAttestation = AllowUnattested,
        },
    };
}
