using Swarm.Backends.Tests.OpenApi;
using Swarm.Backends.Tests.Server;
using Swarm.Cli.Tests.Support;
using Swarm.Workflows.Runner;

namespace Swarm.Workflows.Tests.Support;

/// <summary>An operator who types commands, and a service that executes what they dispatch.</summary>
internal sealed class CommandOperator : IAsyncDisposable
{
    private CommandOperator(HostedRunner runner)
    {
        Runner = runner;
        Scene.Variables["GH_HOST"] = runner.Server.Host;
        Scene.Variables["GH_TOKEN"] = runner.Server.Token;
        Scene.Variables["SWARM_WORKFLOW_REF"] = runner.WorkflowRef;
        Scene.Variables["SWARM_RUNNER_RECIPIENT"] = runner.Recipient;
        Scene.Variables["SWARM_POLL_INTERVAL_SECONDS"] = "0.2";
    }

    public HostedRunner Runner { get; }

    public Scene Scene { get; } = new();

    public ServerRun[] Runs => [.. Runner.Repository.Runs.Values];

    public int Dispatches => Runner.Server.Count("POST", "/dispatches");

    public static async Task<CommandOperator> StartAsync(HostedRunnerOptions? options = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The workflow's steps are for bash on Linux.");
        return new CommandOperator(await HostedRunner.StartAsync((options ?? new HostedRunnerOptions()) with { Description = PublishedDescriptions.GitHub }));
    }

    /// <summary>Launches or resumes a shell script on the backend.</summary>
    public CommandResult Execute(string script, string? node, params IReadOnlyList<string> options)
    {
        string[] which = node is null ? ["launch"] : ["resume", "--node", node];
        return Scene.Run(
            ["run", .. which, "--backend", "github", "--allow-unconfined", "--trusted-root", Runner.TrustedRootFile, "--json", .. options, "--", "sh", "-c", script]);
    }

    /// <summary>Dispatches a shell script, and comes back.</summary>
    public string Dispatch(string script, string? node = null, params IReadOnlyList<string> options)
    {
        string[] from = node is null ? [] : ["--node", node];
        var result = Scene.Run(["backend", "github", "dispatch", .. from, "--allow-unconfined", "--json", .. options, "--", "sh", "-c", script]).Expect(0);
        Assert.Equal("pending", result.Text("status"));
        return result.Text("run_id")!;
    }

    public CommandResult Wait(string run) => Scene.Run(["run", "wait", run, "--json"]);

    public CommandResult Collect(string run, params IReadOnlyList<string> options) =>
        Scene.Run(["run", "collect", run, "--trusted-root", Runner.TrustedRootFile, "--json", .. options]);

    public CommandResult Verify(string node) => Scene.Run(
        "verify", "run", node, "--recurse", "--trusted-root", Runner.TrustedRootFile, "--trusted-workflow", Runner.WorkflowRef.Split('@')[0],
        "--require", "attestation", "--require", "continuity", "--require", "lineage", "--require", "signature", "--json");

    public string StatusOf(string run) => Scene.Run("run", "status", run, "--json").Expect(0).Text("status")!;

    public async ValueTask DisposeAsync()
    {
        // A failed test tells what the runner saw.
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            foreach (var run in Runs)
            {
                TestContext.Current.SendDiagnosticMessage("{0}", Runner.LogOf(run));
            }
        }

        await Runner.DisposeAsync();
        Scene.Dispose();
    }
}
