using Swarm.Execution.Confinement;
using Swarm.Execution.Steps;
using Swarm.Execution.Tests.Steps;

namespace Swarm.Execution.Tests.Confinement;

/// <summary>A step with a workspace of its own, below one method of confinement; what lies beside the workspace is not the step's.</summary>
internal sealed class ConfinementScene : IDisposable
{
    public ConfinementScene(ConfinementMethod method, params ReadOnlySpan<string> tools)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux confines a step.");
        Assert.SkipWhen(ConfinementSupport.Find().ObstacleTo(method) is not null, $"{method} does not work here: {ConfinementSupport.Find().ObstacleTo(method)}");
        Step = new StepScene(tools);
        Workspace = Directory.CreateDirectory(Path.Combine(Step.Folder, "workspace")).FullName;
        Step.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        Step.Options = Step.Options with { Confinement = new StepConfinement { Method = method, WritablePaths = [Workspace] } };
    }

    public StepScene Step { get; }

    public string Workspace { get; }

    public string Log => Step.Log;

    public StepConfinement Confinement
    {
        get => Step.Options.Confinement!;
        set => Step.Options = Step.Options with { Confinement = value };
    }

    public Task<StepOutcome> ShellAsync(string script, CancellationToken? cancellation = null) => RunAsync(cancellation, "sh", "-c", script, "sh", Step.Marker);

    public Task<StepOutcome> RunAsync(string program, params IReadOnlyList<string> arguments) => RunAsync(null, program, arguments);

    /// <summary>Runs a script that must succeed, and returns what it said.</summary>
    public async Task<string> SayAsync(string script)
    {
        var outcome = await ShellAsync(script);
        Assert.True(outcome.ExitCode == 0, $"{outcome.ExitCode}: {Log}");
        return Log.Trim();
    }

    public void Dispose() => Step.Dispose();

    private Task<StepOutcome> RunAsync(CancellationToken? cancellation, string program, params IReadOnlyList<string> arguments) =>
        StepRunner.RunAsync(Step.Command(program, arguments) with { WorkingDirectory = Workspace }, Step.Options, cancellation ?? TestContext.Current.CancellationToken);
}
