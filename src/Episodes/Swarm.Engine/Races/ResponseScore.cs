using System.Globalization;
using Swarm.Core.Errors;
using Swarm.Engine.Runs;

namespace Swarm.Engine.Races;

/// <summary>Takes the number that the step wrote as its response.</summary>
public sealed class ResponseScore : IRaceScore
{
    /// <inheritdoc/>
    public bool NeedsWorkspace => false;

    /// <inheritdoc/>
    public Task<double> ScoreAsync(RunInfo run, string workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return double.TryParse(run.Response, NumberStyles.Float, CultureInfo.InvariantCulture, out var score)
            ? Task.FromResult(score)
            : throw new SwarmException(
                ErrorCode.StepFailed,
                $"The response of '{run.Record.Label}' is no number: have the step write one, such as 12.5, to the file that SWARM_OUTPUT names.");
    }
}
