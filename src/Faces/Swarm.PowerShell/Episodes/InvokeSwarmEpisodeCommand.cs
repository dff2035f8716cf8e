using System.Management.Automation;
using Swarm.Core.Contracts;
using Swarm.Engine.Remote;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Errors;
using Swarm.PowerShell.Records;
using Swarm.PowerShell.Runs;
using Swarm.PowerShell.Wording;

namespace Swarm.PowerShell.Episodes;

/// <summary>Executes one sealed request on a backend's runner: the same episode as a local run, its outputs sealed to the operator.</summary>
/// <remarks>
/// It opens the request with the runner's age identity, from -IdentityPath or the variable SWARM_SEALING_KEY, which is taken
/// out of the environment before the step starts. It refuses to run under another workflow, or at another commit of it, than
/// the request is for. The step's output is sealed, not shown, unless the request allows it.
///
/// Everything that leaves the runner is written to -Destination. Nothing there is an open secret: contents, log and
/// capabilities are sealed to the operator. Where the episode itself fails there is 'error.json' alone, which says why; what it
/// could tell of the contents is sealed too.
/// </remarks>
/// <example>
/// <code>Invoke-SwarmEpisode ./request.age -BundlePath ./bundle.age -Destination ./artifacts</code>
/// <para>Executes a request in a job of GitHub Actions, where the variables of the job say which workflow runs.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "SwarmEpisode", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmEpisode))]
public sealed class InvokeSwarmEpisodeCommand : SwarmCommand
{
    /// <summary>The file of the sealed request.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? RequestPath { get; set; }

    /// <summary>The file of the sealed bundle that the run starts from, where it starts from one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BundlePath { get; set; }

    /// <summary>The folder for everything that leaves the runner. It is made, or is there and empty.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>The file of the runner's age identity. By default the variable SWARM_SEALING_KEY holds it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? IdentityPath { get; set; }

    /// <summary>The workflow that runs, as owner/repo/path@ref. By default GITHUB_WORKFLOW_REF.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkflowRef { get; set; }

    /// <summary>The commit of the workflow's file. By default GITHUB_WORKFLOW_SHA.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkflowSha { get; set; }

    /// <summary>The commit of the source that the workflow runs for. By default GITHUB_SHA.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Commit { get; set; }

    /// <summary>What kind of runner this is. By default RUNNER_ENVIRONMENT, or gitlab in a job of GitLab.</summary>
    [Parameter]
    [ValidateSet("github-hosted", "self-hosted", "gitlab")]
    public string? RunnerClass { get; set; }

    /// <summary>Where the bundle of the new node will lie. By default the job's artifact that is named after the run.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Locator { get; set; }

    /// <summary>A file that a summary in Markdown is appended to, such as the one that GITHUB_STEP_SUMMARY names.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Summary { get; set; }

    /// <inheritdoc/>
    protected override object? Target => RequestPath;

    /// <inheritdoc/>
    protected override void Process()
    {
        var pool = Pool;
        var options = new RemoteEpisodeOptions
        {
            Request = ResolvePath(RequestPath!),
            Bundle = BundlePath is null ? null : ResolvePath(BundlePath),
            Output = ResolvePath(Destination!),
            Identity = IdentityPath is null ? null : ResolvePath(IdentityPath),
            Facts = new RunnerFacts { WorkflowRef = WorkflowRef, WorkflowSha = WorkflowSha, CommitSha = Commit, RunnerClass = RunnerClass, Locator = Locator },
            Summary = Summary is null ? null : ResolvePath(Summary),
            Echo = new StepLines(pool, string.Empty, line => WriteInformation(line, ["Swarm"])),
            Started = id => pool.Post(() => WriteVerbose($"Run {id} has begun.")),
            Warning = text => pool.Post(() => WriteWarning(CmdletWords.Of(text))),
        };
        if (!ShouldProcess(options.Request, "Execute the request"))
        {
            return;
        }

        var session = MakeOptions();
        DoBeside(
            () => RequestPath,
            async token =>
            {
                var episode = await RemoteEpisode.RunAsync(session, options, token);
                var record = SwarmEpisode.From(episode);
                return () => Emit(record, episode.Result.Errors);
            });
    }

    private void Emit(SwarmEpisode episode, IReadOnlyList<ErrorEntry> errors)
    {
        WriteObject(episode);
        if (RunStatus.ErrorOf(episode.Status) is { } code)
        {
            WriteError(CommandErrors.From(code, errors.Count > 0 ? errors[0].Message : $"Run {episode.RunId} ended as {episode.Status}.", episode));
        }
    }
}
