using System.Management.Automation;
using Swarm.Engine.Sessions;
using Swarm.Engine.Workflows;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Setup;

/// <summary>Makes a store, and keys to seal it to, where there are none; or the workflow that executes runs elsewhere.</summary>
/// <remarks>
/// A store need not be made like this: the first Start-SwarmRun does the same. Keys lie in the user's home folder,
/// '.swarm/keys'; whoever has them can open the store.
///
/// -GitHub and -GitLab write the workflow that executes runs on a runner, into a repository, and make the key that runs are
/// sealed to. The key is written to a new file that only its owner can read, and is never shown; what it opens is kept as the
/// setting runner_recipient. What is left to do is in Commands. A workflow that is there and differs is replaced only with -Force.
/// </remarks>
/// <example>
/// <code>Initialize-Swarm</code>
/// <para>Makes a store in the current location, and keys if there are none.</para>
/// </example>
/// <example>
/// <code>
/// New-Item -ItemType Directory ./elsewhere | Out-Null
/// Initialize-Swarm -Root ./elsewhere
/// </code>
/// <para>Makes a store in another folder.</para>
/// </example>
/// <example>
/// <code>
/// $workflow = Initialize-Swarm -GitHub -Path ./repo
/// $workflow.Commands
/// </code>
/// <para>Writes the workflow into a repository, and shows what to enter there next.</para>
/// </example>
[Cmdlet(VerbsData.Initialize, "Swarm", SupportsShouldProcess = true, DefaultParameterSetName = StoreSet)]
[OutputType(typeof(SwarmStore), ParameterSetName = [StoreSet])]
[OutputType(typeof(SwarmWorkflow), ParameterSetName = [GitHubSet, GitLabSet])]
public sealed class InitializeSwarmCommand : SwarmCommand
{
    private const string StoreSet = "Store";
    private const string GitHubSet = "GitHub";
    private const string GitLabSet = "GitLab";

    /// <summary>Writes the workflow that executes runs on GitHub Actions.</summary>
    [Parameter(Mandatory = true, ParameterSetName = GitHubSet)]
    public SwitchParameter GitHub { get; set; }

    /// <summary>Writes the pipeline that executes runs on GitLab.</summary>
    [Parameter(Mandatory = true, ParameterSetName = GitLabSet)]
    public SwitchParameter GitLab { get; set; }

    /// <summary>The repository's folder. By default the current location.</summary>
    [Parameter(ParameterSetName = GitHubSet)]
    [Parameter(ParameterSetName = GitLabSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The new file for the runner's key. By default one in the user's home folder, '.swarm/runners'.</summary>
    [Parameter(ParameterSetName = GitHubSet)]
    [Parameter(ParameterSetName = GitLabSet)]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    /// <summary>Makes a new key for the runner although there is one. Every repository then has to get it.</summary>
    [Parameter(ParameterSetName = GitHubSet)]
    [Parameter(ParameterSetName = GitLabSet)]
    public SwitchParameter NewKey { get; set; }

    /// <summary>Replaces a workflow of other content.</summary>
    [Parameter(ParameterSetName = GitHubSet)]
    [Parameter(ParameterSetName = GitLabSet)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override object? Target => Path;

    /// <inheritdoc/>
    protected override void Process()
    {
        var options = MakeOptions();
        if (GitHub || GitLab)
        {
            WriteWorkflow(options);
        }
        else if (ShouldProcess(RootFinder.Find(options), "Make keys and a store where there are none"))
        {
            var store = StoreSetup.Ensure(options);
            if (store.MovedKeys is { } folder)
            {
                WriteWarning($"Your keys were moved to '{folder}', so that they do not lie in the store.");
            }

            WriteObject(SwarmStore.From(store));
        }
    }

    private void WriteWorkflow(SessionOptions options)
    {
        var request = new WorkflowRequest
        {
            Host = GitHub ? WorkflowHost.GitHub : WorkflowHost.GitLab,
            Folder = Path is null ? null : ResolvePath(Path),
            Force = Force,
            NewKey = NewKey,
            KeyFile = KeyFile is null ? null : ResolvePath(KeyFile),
            Shell = WorkflowShell.PowerShell,
        };
        if (ShouldProcess(WorkflowSetup.PathOf(options, request), "Write the workflow, and make the runner's key where there is none"))
        {
            WriteObject(SwarmWorkflow.From(WorkflowSetup.Write(options, request)));
        }
    }
}
