using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.Engine.Races;
using Swarm.Engine.Runs;
using Swarm.PowerShell.Errors;
using Swarm.PowerShell.Pipelines;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Races;

/// <summary>Scores a run with a script block, on the pipeline's thread, in a copy of the run's workspace.</summary>
/// <param name="script">The script: it finds the run as <c>$_</c>.</param>
/// <param name="pool">Where the race goes.</param>
/// <param name="session">The caller's session, whose location is the workspace meanwhile.</param>
internal sealed class ScriptScore(ScriptBlock script, WorkPool pool, SessionState session) : IRaceScore
{
    private const string Stack = "SwarmRace";

    /// <inheritdoc/>
    public bool NeedsWorkspace => true;

    /// <inheritdoc/>
    public Task<double> ScoreAsync(RunInfo run, string workspace, CancellationToken cancellationToken) =>
        pool.AskAsync(() => Score(SwarmRun.From(run), workspace), cancellationToken);

    private double Score(SwarmRun run, string workspace)
    {
        session.Path.PushCurrentLocation(Stack);
        try
        {
            session.Path.SetLocation(WildcardPattern.Escape(workspace));

            // As in a step, an error stops the script: a score that was computed past one would mean nothing.
            var output = script.InvokeWithContext(null, [new PSVariable("_", run), new PSVariable("ErrorActionPreference", ActionPreference.Stop)]);
            return ScoreValue.Read(output.Count > 0 ? output[^1] : null);
        }
        catch (Exception exception) when ((exception is RuntimeException and not PipelineStoppedException) || CommandErrors.IsOfItem(exception, CancellationToken.None))
        {
            throw new SwarmException(ErrorCode.StepFailed, $"The run of '{run.Label}' has no score: {exception.Message}", exception);
        }
        finally
        {
            session.Path.PopLocation(Stack);
        }
    }
}
