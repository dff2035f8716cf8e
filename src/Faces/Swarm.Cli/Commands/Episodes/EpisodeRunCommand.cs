using System.CommandLine;
using System.Globalization;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Engine.Remote;

namespace Swarm.Cli.Commands.Episodes;

/// <summary>Executes one sealed request, on a backend's runner.</summary>
internal sealed class EpisodeRunCommand : SwarmCommand
{
    private readonly Option<string> _request = new("--request") { Description = "The sealed request.", HelpName = "FILE", Required = true };
    private readonly Option<string?> _bundle = CommonOptions.Path("--bundle", "FILE", "The sealed bundle that the run starts from, where it starts from one.");
    private readonly Option<string> _output = new("--output")
    {
        Description = "A new folder for everything that leaves the runner; what is private in it is sealed to the operator.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string?> _identity = CommonOptions.Path(
        "--identity", "FILE", $"The runner's age identity; else {RunnerIdentity.Variable} holds it, and is cleared before the step starts.");
    private readonly Option<string?> _workflowRef = Fact("--workflow-ref", "REF", "The workflow that runs: owner/repo/path@ref; else GITHUB_WORKFLOW_REF.");
    private readonly Option<string?> _workflowSha = Fact("--workflow-sha", "SHA", "The commit of the workflow's file; else GITHUB_WORKFLOW_SHA.");
    private readonly Option<string?> _commit = Fact("--commit", "SHA", "The commit of the source; else GITHUB_SHA.");
    private readonly Option<string?> _class = Fact("--runner-class", "CLASS", "github-hosted, self-hosted or gitlab; else RUNNER_ENVIRONMENT.");
    private readonly Option<string?> _locator = Fact("--locator", "URI", "Where the new bundle will lie; else the job's artifact named after the run.");
    private readonly Option<string?> _summary = CommonOptions.Path("--summary", "FILE", "Append a summary in Markdown to this file, such as $GITHUB_STEP_SUMMARY.");

    public EpisodeRunCommand()
        : base("run", "Execute a sealed request on a runner: the same episode as a local run, its outputs sealed to the operator.")
    {
        foreach (var option in new Option[] { _request, _bundle, _output, _identity, _workflowRef, _workflowSha, _commit, _class, _locator, _summary })
        {
            Add(option);
        }

        Examples = ["swarm episode run --request request.age --bundle bundle.age --output artifacts --json"];
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var options = new RemoteEpisodeOptions
        {
            Request = invocation.Require(_request),
            Bundle = invocation.Get(_bundle),
            Output = invocation.Require(_output),
            Identity = invocation.Get(_identity),
            Facts = new RunnerFacts
            {
                WorkflowRef = invocation.Get(_workflowRef),
                WorkflowSha = invocation.Get(_workflowSha),
                CommitSha = invocation.Get(_commit),
                RunnerClass = invocation.Get(_class),
                Locator = invocation.Get(_locator),
            },
            Summary = invocation.Get(_summary),
            Echo = invocation.Streams.IsQuiet ? null : new StepEcho(),
            Started = invocation.NoteRun,
            Progress = phase => invocation.Streams.Tell(phase.ToString().ToLowerInvariant()),
            Warning = invocation.Streams.Warn,
        };
        return invocation.Write(Describe(await RemoteEpisode.RunAsync(invocation.Options, options, cancellationToken)));
    }

    private static Report Describe(RemoteEpisodeResult episode)
    {
        var result = episode.Result;
        return new Report
        {
            RunId = result.RunId,
            NodeId = result.NodeId,
            Status = result.Status,
            RestoreMode = result.RestoreMode,
            CertificateRef = FileLocator.Of(episode.CertificatePath),
            ArtifactHash = result.ArtifactHash.ToString(),
            StateCapNextRef = FileLocator.Of(episode.NextTokensPath, "state_cap"),
            NetCapNextRef = FileLocator.Of(episode.NextTokensPath, "net_cap"),
            Errors = result.Errors,
            ExitCode = ExitCodes.OfRun(result.Status),
            Quiet = [result.NodeId],
            Json = json =>
            {
                json.Text("operation", result.Operation);
                json.Text("label", episode.Label);
                json.Text("parent_node_id", result.ParentNodeId);
                json.Number("exit_code", result.ExitCode);
                json.Number("ratchet_step", episode.RatchetStep);
                json.Text("output", episode.Folder);
            },
            Text = text => text.Fields(
                ("run", result.RunId),
                ("node", result.NodeId),
                ("label", episode.Label),
                ("operation", result.Operation),
                ("status", result.Status),
                ("exit code", result.ExitCode?.ToString(CultureInfo.InvariantCulture)),
                ("parent", result.ParentNodeId),
                ("ratchet step", episode.RatchetStep.ToString(CultureInfo.InvariantCulture)),
                ("artifact hash", result.ArtifactHash.ToString()),
                ("output", episode.Folder)),
        };
    }

    private static Option<string?> Fact(string name, string form, string description) => new(name) { Description = description, HelpName = form };
}
